"""How many wanted mails the spam filter would hold, and how much spam, as a desk begins: nobody has taught it yet.

Three measures: its own letters, each fold judged by what the others taught; letters that it has never learned from
(`benchmarks/letters`, the customers of the demo shop); and mails of others, as many as lie beside the project.
Nobody here is known to the shop, so this is the filter alone. Beside each share stands how far off it may be (95 %).
"""

import math
import random
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "bin"))

import django  # noqa: E402

django.setup()

import spam_model  # noqa: E402

from shopbell.channels.email.parse import parse  # noqa: E402
from shopbell.channels.email.spam.base import LETTERS, base  # noqa: E402
from shopbell.channels.email.spam.letter import Letter, tokens_of  # noqa: E402
from shopbell.channels.email.spam.policy import HELD_FROM, Strictness  # noqa: E402
from shopbell.channels.email.spam.scoring import Known, Seen, score  # noqa: E402
from shopbell.channels.email.spam.signs import letter_of  # noqa: E402
from shopbell.demo.script import scripts  # noqa: E402

FOLDS, VARIANTS = 8, 8
MAIL = ROOT.parent / "shared" / "data" / "mail"
MAIL_ENDINGS = {".eml", ".txt", ""}
ENCODING = "content_transfer_encoding_"
SPAM = {  # among the mail of others, told by reading it: shares, pills, a home loan, a late beneficiary, telephones
    *(f"{ENCODING}{name}" for name in ("plain", "qp_with_space", "spam", "text-html", "with_semi_colon")),
    "empty_group_lists",
    "must_supply_encoding",
}


def main() -> None:
    known = _known(base())
    folds = list(_folded())
    print(
        "its own letters, judged by what the others taught (a topic that it was never taught is the hard case)"
    )
    tell("wanted held", [value for is_unwanted, value in folds if not is_unwanted])
    tell("spam held", [value for is_unwanted, value in folds if is_unwanted])
    print("letters that it has never learned from")
    tell("wanted held: customers of the demo shop", _values(_of_demo(), known))
    tell("spam held: words alone", _values(_unwanted(with_signs=False), known))
    tell("spam held: with signs of their making", _values(_unwanted(with_signs=True), known))
    print("mail from elsewhere, which is wanted (where it lies beside the project)")
    tell("wanted held: mail of our own tests", _values(_mails(ROOT / "tests" / "corpus" / "mail"), known))
    tell("wanted held: other mail, three of it advertising", _values(_mails(MAIL), known))
    tell("spam held: the spam among it", _values(_mails(MAIL, is_spam=True), known))


def tell(what: str, values: list[float]) -> None:
    """A line with the share that is held at each strictness."""
    parts = []
    for strictness in Strictness:
        held = sum(value >= HELD_FROM[strictness] for value in values)
        low, high = interval(held, len(values))
        share = 100 * held / len(values) if values else 0.0
        parts.append(f"{strictness.value} {held} = {share:.2f} % ({low:.2f}–{high:.2f})")
    print(f"  {what} (of {len(values)}): {' · '.join(parts)}")


def interval(held: int, count: int) -> tuple[float, float]:
    """Wilson's interval of 95 %, in hundredths."""
    if not count:
        return 0.0, 100.0
    z, share = 1.96, held / count
    middle = share + z * z / (2 * count)
    width = z * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    below = 1 + z * z / count
    return 100 * max(0.0, middle - width) / below, 100 * min(below, middle + width) / below


def _known(seen: dict[str, Seen]) -> Known:
    return Known(seen, seen[LETTERS], {})


def _values(letters: Iterable[Letter], known: Known) -> list[float]:
    return [score(tokens_of(letter), known).value for letter in letters]


def _folded() -> Iterable[tuple[bool, float]]:
    """Each variant of each letter with its score, after a training on the letters of the other folds."""
    templates = spam_model.templates()
    random.Random(1).shuffle(templates)  # noqa: S311
    for fold in range(FOLDS):
        known = _known(spam_model.trained([each for at, each in enumerate(templates) if at % FOLDS != fold]))
        for template in templates[fold::FOLDS]:
            for value in _values(spam_model.variants(template, VARIANTS), known):
                yield template[0], value


def _of_demo() -> Iterable[Letter]:
    for script in scripts():
        for turn in script.turns:
            if turn.who == "c":
                yield from (Letter(subject=script.subjects[0], text=way) for way in turn.ways)


def _unwanted(*, with_signs: bool) -> Iterable[Letter]:
    text = (ROOT / "benchmarks" / "letters" / "unwanted.txt").read_text("utf-8")
    chance = random.Random(2)  # noqa: S311
    for letter in text.partition("\n")[2].split("\n---\n"):
        subject, _, body = letter.partition("\n")
        signs = spam_model.dealt(chance, is_unwanted=True) if with_signs else frozenset()
        yield Letter(subject=subject, text=body, signs=signs)


def _mails(folder: Path, *, is_spam: bool = False) -> Iterable[Letter]:
    for path in sorted(folder.rglob("*")):
        is_mail = path.is_file() and path.name != "LICENSE" and path.suffix in MAIL_ENDINGS
        if is_mail and (path.stem in SPAM) == is_spam:
            yield letter_of(parse(path.read_bytes()), None)


if __name__ == "__main__":
    main()
