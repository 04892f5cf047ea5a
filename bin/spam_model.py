"""What the spam filter knows from the start: `bin/spam_model.py` writes shopbell/channels/email/spam/base.txt.

It is made of the letters in `bin/spam_texts`, which were written for it: `wanted.*.txt` and `unwanted.*.txt`, one
letter after the other between lines of `---`, the subject first. {a|b} is a choice; of each letter many variants are
made, always the same ones. How a mail was made (`signs`) is dealt to the variants as often as below. `check` says
whether the file is in step.
"""

import random
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from shopbell.channels.email.spam.base import FILE, LETTERS, written  # noqa: E402
from shopbell.channels.email.spam.letter import Letter, tokens_of  # noqa: E402
from shopbell.channels.email.spam.scoring import Seen  # noqa: E402

TEXTS = Path(__file__).parent / "spam_texts"
VARIANTS = 16
CHOICE = re.compile(r"\{([^{}]*)\}")
LINK = re.compile(r"https?://\S+")
# of a hundred letters of each kind (unwanted, wanted), how many have the sign: an estimate, on the careful side
SIGNS = {
    "reply-elsewhere": (25, 4),
    "many-hosts": (12, 5),
    "shortener": (12, 2),
    "bare-number": (4, 0.2),
    "posing-link": (15, 4),
    "not-addressed": (30, 6),
    "shouting": (15, 4),
    "program": (10, 2),
    "mixed-letters": (5, 0.3),
    "hidden-letters": (4, 0.5),
}
STANDINGS = {"forged": (10, 1), "unproven": (45, 14), "proven": (45, 85)}  # a sender has one of them
Template = tuple[bool, str]  # whether it is unwanted, and its text


def templates() -> list[Template]:
    """Every letter, as it is written."""
    found: list[Template] = []
    for path in sorted(TEXTS.glob("*.txt")):
        lines = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("# ")]
        letters = "\n".join(lines).split("\n---\n")
        found += [(path.name.startswith("unwanted"), letter.strip()) for letter in letters]
    return found


def variants(template: Template, count: int = VARIANTS) -> Iterator[Letter]:
    """`count` letters of a template: the same ones each time."""
    is_unwanted, text = template
    chance = random.Random(text)  # noqa: S311 (no secret)
    for _ in range(count):
        subject, _, body = _chosen(text, chance).partition("\n")
        yield Letter(subject=subject, text=body, signs=dealt(chance, is_unwanted=is_unwanted))


def dealt(chance: random.Random, *, is_unwanted: bool) -> frozenset[str]:
    """Signs as often as a mail of its kind has them."""
    which = 0 if is_unwanted else 1
    signs = {sign for sign, often in SIGNS.items() if chance.random() * 100 < often[which]}
    weights = [often[which] for often in STANDINGS.values()]
    return frozenset(signs | set(chance.choices(list(STANDINGS), weights)))


def _chosen(text: str, chance: random.Random) -> str:
    while "{" in text:
        text = CHOICE.sub(lambda match: chance.choice(match[1].split("|")), text)
    return text


def trained(letters: list[Template]) -> dict[str, Seen]:
    """What is seen in the letters. Each counts as one however many variants it has; a token by its share of them."""
    spam, wanted = Counter(), Counter()
    for template in letters:
        for letter in variants(template):
            for token in tokens_of(letter):
                (spam if template[0] else wanted)[token] += 1 / VARIANTS
    seen = {token: Seen(spam[token], wanted[token]) for token in spam | wanted}
    unwanted = sum(is_unwanted for is_unwanted, _ in letters)
    return seen | {LETTERS: Seen(unwanted, len(letters) - unwanted)}


def main() -> None:
    made = written(trained(templates()))
    if sys.argv[1:] == ["check"]:
        if FILE.read_text("utf-8") != made:
            sys.exit("base.txt is not made of the letters as they are now: run bin/spam_model.py.")
        return
    FILE.write_text(made, "utf-8")
    print(f"{len(made.splitlines()) - 1} tokens of {len(templates())} letters, {len(made) // 1024} kB")


if __name__ == "__main__":
    main()
