"""What the filter knows before anybody has taught it: `base.txt`, a line for each token.

`bin/spam_model.py` makes it of letters that were written for it (`bin/spam_texts`); no mail of any person is in it. A
line is the token, and in how many letters of each kind it stood; the first line has the number of letters.
"""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from .scoring import Seen

FILE = Path(__file__).with_name("base.txt")
LETTERS = "*"  # no token: how many letters there were


@cache
def base() -> dict[str, Seen]:
    """What was seen of each token; under LETTERS the number of letters."""
    return read(FILE.read_text("utf-8").splitlines())


def read(lines: Iterable[str]) -> dict[str, Seen]:
    rows = (line.split("\t") for line in lines)
    return {token: Seen(float(spam), float(wanted)) for token, spam, wanted in rows}


def written(seen: dict[str, Seen]) -> str:
    """`seen` as the file holds it; what hardly ever stood anywhere is left out."""
    lines = [_line(LETTERS, seen[LETTERS])]
    for token in sorted(seen):
        row = seen[token]
        if token != LETTERS and row.spam + row.wanted >= 0.5:
            lines.append(_line(token, row))
    return "\n".join(lines) + "\n"


def _line(token: str, row: Seen) -> str:
    return f"{token}\t{row.spam:.4g}\t{row.wanted:.4g}"
