"""Whether somebody's text holds a phrase, however it is written: case, accents and signs do not matter."""

from .folding import words


class Spoken:
    def __init__(self, text: str) -> None:
        self.folded = f" {' '.join(words(text))} "  # a space around each word

    def says(self, phrase: str) -> bool:
        """Whether `phrase` is in it; a last word of some length may go on (return: returned)."""
        folded = " ".join(words(phrase))
        goes_on = len(folded.rpartition(" ")[2]) > 4
        return bool(folded) and f" {folded}{'' if goes_on else ' '}" in self.folded
