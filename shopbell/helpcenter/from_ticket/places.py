"""Where something stands in a text, whichever way it is written: compared folded, told in places of the text itself."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from shopbell.core.folding import fold


@dataclass(frozen=True)
class Placed:
    """A text and what it folds to, character by character: `at` says which one of the text each folded one comes of."""

    text: str
    folded: str = field(init=False)
    at: list[int] = field(init=False)

    def __post_init__(self) -> None:
        folded, at = [], []
        for place, character in enumerate(self.text):
            for each in fold(character):
                folded.append(each)
                at.append(place)
        object.__setattr__(self, "folded", "".join(folded))
        object.__setattr__(self, "at", at)

    def where(self, pattern: re.Pattern[str], group: int | str = 0) -> Iterator[tuple[int, int]]:
        """The places in the text of what matches folded."""
        for match in pattern.finditer(self.folded):
            start, end = match.span(group)
            if end > start:
                yield self.at[start], self.at[end - 1] + 1
