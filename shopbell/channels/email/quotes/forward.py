"""What a forwarded mail says of the one inside it: who wrote that, when, under which subject, and where it begins.

All programs put a block of fields above it, some with a line of dashes or words over that (`header.py`). Of several
mails that follow one another the topmost counts that a stranger wrote: below a colleague's answer is the question.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..mime.address import normal_or_empty
from .header import RULE, header_fields, is_forward_line, is_original_line
from .letter import QUOTED, readable
from .words import ADDRESS, LONGEST

MOST_BLOCKS = 20
EDGES = "[]<>()\"'*„“”«»‹›;, \t"


@dataclass(frozen=True)
class Block:
    """`first` is the first line of what stands above the mail inside, `start` the first line of that mail itself."""

    first: int
    start: int
    name: str
    address: str
    date: str
    subject: str


def find_block(lines: Sequence[str], *, is_ours: Callable[[str], bool], is_told: bool) -> Block | None:
    """The mail inside a mail of these lines that somebody else than us wrote; None when there is none.

    `is_told`: the subject says already that it is a forward; else a line in its text must, above the fields.
    """
    # where text is made of a page, a backslash stands before what else would be taken for a line of dashes
    plain = [readable(_unquoted(line)).removeprefix("\\") for line in lines]
    number = found = 0
    while number < len(plain) and found < MOST_BLOCKS:
        is_line = is_forward_line(plain[number])
        is_told = is_told or is_line
        is_above = is_line or is_original_line(plain[number]) or _is_rule(plain[number])
        first = _skip_empty(plain, number + 1) if is_above else number
        size, values = header_fields(plain, first, is_below_rule=is_above) if is_told else (0, {})
        if not size:
            number += 1
            continue
        found += 1
        name, address = _person(values.get("from", ""))
        start = first + size
        if address and not is_ours(address):
            above = number if is_above or not number or not _is_rule(plain[number - 1]) else number - 1
            date, subject = values.get("date", ""), values.get("subject", "")
            return Block(above, start, name, address, date.strip(), " ".join(subject.split()))
        number = start
    return None


def unquoted(lines: Sequence[str]) -> list[str]:
    """The lines of a mail inside another without the mark that some programs put before each of them."""
    said = [line for line in lines if line.strip()]
    is_marked = bool(said) and all(QUOTED.match(line) for line in said)
    return [_unquoted(line) for line in lines] if is_marked else list(lines)


def _unquoted(line: str) -> str:
    """Without the first mark of a quote."""
    bare = line.lstrip()
    return bare[1:].removeprefix(" ") if bare[:1] in (">", "＞") and bare else line


def _is_rule(words: str) -> bool:
    return len(words) <= LONGEST and RULE.match(words) is not None


def _skip_empty(lines: Sequence[str], number: int) -> int:
    while number < len(lines) and not lines[number].strip():
        number += 1
    return number


def _person(value: str) -> tuple[str, str]:
    """Name and address out of `Mina Okafor <mina@…>`, `Mina [mailto:mina@…]` and their kin."""
    match = ADDRESS.search(value[:LONGEST])
    if match is None:
        return "", ""
    spec = match[0].strip(EDGES).removeprefix("mailto:")
    address = normal_or_empty(spec)
    name = " ".join(value[: match.start()].replace("mailto:", "").strip(EDGES).split())
    return ("" if name.lower() == spec.lower() else name[:300]), address
