"""Folding: what a reply quotes and how it is signed are put aside, never away.

What is shown and what is folded together hold everything that came. A mail is looked at as lines, whether it came as
text or as HTML (`quote_html.py`), so that both are folded alike. Answers between the quotes need them to be
understood: there they stay. When in doubt nothing is folded: a quote too many costs a glance, a lost sentence costs
a customer.
"""

from dataclasses import dataclass

from .header import header_block, is_forward_line
from .letter import Letter, Line, Mark, lines_of
from .opening import above_tail, after_opening, opening_above, opens_itself
from .signature import signature_before
from .words import EDGES, Sure

MOST_LINES = 20_000  # a mail of more is no letter: nothing is folded
MOST_ROUNDS = 25  # of quotes and signatures that follow one another at the end


@dataclass(slots=True)
class Block:
    """Quoted lines from `start` to before `end`, and where the lines begin that introduce them."""

    start: int
    end: int
    opening: int | None = None

    @property
    def first(self) -> int:
        return self.start if self.opening is None else self.opening


def fold_text(text: str, *, is_forward: bool = False) -> tuple[str, str]:
    """What the person wrote, and what was quoted or signed. A text of quotes alone stays whole."""
    raw = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    hidden = fold(lines_of(raw), is_forward=is_forward)
    shown = [each for each, is_hidden in zip(raw, hidden, strict=True) if not is_hidden]
    folded = [each for each, is_hidden in zip(raw, hidden, strict=True) if is_hidden]
    return "\n".join(shown).strip("\n").rstrip(), "\n".join(folded).strip("\n")


def fold(lines: list[Line], *, is_forward: bool = False) -> list[bool]:
    """Which of the lines are folded; of a forwarded mail none is, since it is what the person wants to show."""
    return fold_each(lines, is_forward=is_forward)[0]


def fold_each(lines: list[Line], *, is_forward: bool = False) -> tuple[list[bool], list[tuple[int, int]]]:
    """The same, and from where to where the quotes go that answers stand between: each is folded in its place."""
    hidden = [False] * len(lines)
    if is_forward or len(lines) > MOST_LINES:
        return hidden, []
    letter = Letter(lines)
    end = _tail(letter)
    blocks = _blocks(letter, end)
    end, goes_on = _fold_the_end(letter, end, blocks)
    hidden[end:] = [True] * (len(lines) - end)
    block = _only_block(letter, end, blocks)
    if block and not goes_on:
        hidden[block.first : block.end] = [True] * (block.end - block.first)
    if not any(line.words.strip(EDGES) and not away for line, away in zip(lines, hidden, strict=True)):
        return [False] * len(lines), []
    return hidden, _between(letter, end, blocks, hidden, goes_on=goes_on)


def _between(
    letter: Letter, end: int, blocks: list[Block], hidden: list[bool], *, goes_on: bool
) -> list[tuple[int, int]]:
    """The quotes left in sight, when there are several or the last of them was folded. One that a person announces is
    what they want to show."""
    left = [block for block in blocks if block.end <= end and not hidden[block.start]]
    if (len(left) < 2 and not goes_on) or not letter.says_something(0, end):
        return []
    return [
        (block.first, block.end)
        for block in left
        if block.opening is not None or not _is_announced(letter, block.start)
    ]


def _tail(letter: Letter) -> int:
    """Where the quote begins that has no marks and so reaches to the end; the number of lines if there is none."""
    number = letter.skip_empty(0)
    number += header_block(
        letter.words, number, is_below_rule=False
    )  # what a mail begins with it does not quote
    while number < len(letter.lines):
        line = letter.lines[number]
        if is_forward_line(line.words) and not _is_inside_a_quote(letter, number):
            for forwarded in letter.lines[number:]:
                forwarded.depth = 0
            break
        if line.mark is Mark.TAIL:
            return above_tail(letter, number)
        after = None if line.depth or line.is_empty else after_opening(letter, number)
        if after is not None and not _is_quoted(letter, letter.skip_empty(after)):
            return above_tail(letter, number)
        number = number + 1 if after is None else after
    return len(letter.lines)


def _is_inside_a_quote(letter: Letter, number: int) -> bool:
    """Somebody may quote a mail that was forwarded; Apple's programs mark what they forward as quoted."""
    return _is_quoted(letter, number) and (
        _is_quoted(letter, number - 1) or opening_above(letter, number) is not None
    )


def _is_quoted(letter: Letter, number: int) -> bool:
    return 0 <= number < len(letter.lines) and letter.lines[number].depth > 0


def _blocks(letter: Letter, end: int) -> list[Block]:
    """The stretches of quoted lines above `end`. Lines that are only indented count when something introduces them."""
    blocks: list[Block] = []
    number = 0
    while number < end:
        if not _is_quoted(letter, number):
            number += 1
            continue
        start = last = number
        while number < end and (letter.lines[number].depth or letter.lines[number].is_empty):
            last = number + 1 if letter.lines[number].depth else last
            number += 1
        is_loose = all(line.loose for line in letter.lines[start:last] if line.depth)
        opening = opening_above(letter, start, least=Sure.ALONE if is_loose else Sure.WITH_MARKS)
        if not is_loose or opening is not None or opens_itself(letter, start, last):
            blocks.append(Block(start, last, opening))
    return blocks


def _fold_the_end(letter: Letter, end: int, blocks: list[Block]) -> tuple[int, bool]:
    """Fold quotes and signatures at the end, whichever stands last, until neither is there.

    Also tells whether a quote that nothing introduces is among them: it goes on from one further up, so that the words
    between the two are an answer to that one.
    """
    goes_on = False
    for _ in range(MOST_ROUNDS):
        last = letter.skip_empty_above(end)
        block = next((each for each in reversed(blocks) if each.end == last), None)
        if block and (block.opening is not None or not _is_announced(letter, block.start)):
            cut: int | None = block.first
            goes_on = goes_on or (block.opening is None and not opens_itself(letter, block.start, block.end))
        else:
            cut = _signature(letter, last)
        if cut is None or not letter.says_something(0, cut):
            break
        end = cut
    return end, goes_on


def _is_announced(letter: Letter, start: int) -> bool:
    """Whether a person says "here it is:" right above: then what is quoted is what they want to show."""
    above = letter.skip_empty_above(start)
    return above > 0 and letter.words[above - 1].rstrip().endswith((":", "："))


def _signature(letter: Letter, last: int) -> int | None:
    if not last or _is_quoted(letter, last - 1):
        return None
    first = last
    while first and letter.lines[first - 1].mark is Mark.SIGNATURE:
        first = letter.skip_empty_above(first - 1)
    if first < last:
        return first
    cut = signature_before(letter.words, last)
    return None if cut is None or any(line.depth for line in letter.lines[cut:last]) else cut


def _only_block(letter: Letter, end: int, blocks: list[Block]) -> Block | None:
    """The one quote above or amid the answer; several are context of the answers between them."""
    left = [block for block in blocks if block.end <= end]
    if len(left) != 1 or not letter.says_something(left[0].end, end):
        return None
    is_on_top = not letter.says_something(0, left[0].first)
    return left[0] if is_on_top or left[0].opening is not None else None
