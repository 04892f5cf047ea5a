"""Where a quote opens: the "On … wrote:", the header fields or the dashes above it.

Two ways of looking. Above lines that are marked as quoted, little is needed. Where nothing marks the quote, it reaches
to the end of the mail, and only what no person writes by hand opens it.
"""

import re

from .header import RULE, header_block, is_original_line
from .letter import Letter, Mark
from .words import LONGEST, Sure, begins_frame, introduction

INTRODUCTION_LINES = 4
HEADER_LINES = 8
MOST_TRIES = 3000
ENDS_SENTENCE = re.compile(r"(?:[^\d\s][.!?]|[:。！？：])\s*$")  # "Fri, 23." may be broken off there
LAST_LETTERS = (":", "：", ">", ")", "wrote", "writes", "写道", "寫道", "작성")


def after_opening(letter: Letter, number: int) -> int | None:
    """The line below what opens a quote at `number` so surely that the quote needs no marks; None if nothing does."""
    words = letter.words
    if is_original_line(words[number]):
        after = letter.skip_empty(number + 1)
        is_more = after < len(words) and not letter.lines[after].depth
        return after + header_block(words, after, is_below_rule=True) if is_more else number + 1
    rule = rule_above(words, number)
    block = header_block(words, number, is_below_rule=rule is not None)
    return number + block if block else _after_introduction(letter, number)


def _after_introduction(letter: Letter, number: int) -> int | None:
    words = letter.words
    if not begins_frame(words[number]) and not _may_end(words[number]) and not _may_be_broken(letter, number):
        return None
    for last in range(number + 1, min(number + INTRODUCTION_LINES, len(words)) + 1):
        if letter.lines[last - 1].is_empty or letter.lines[last - 1].depth:
            return None
        if not _may_end(words[last - 1]):
            continue
        letter.tries += 1
        if letter.tries > MOST_TRIES:
            return None
        is_broken = last > number + 1 and not begins_frame(words[number])
        if is_broken and introduction(words[last - 1]) is Sure.ALONE:
            return None  # the lines above it are somebody's own
        if introduction(letter.joined(number, last)) is Sure.ALONE:
            return last
    return None


def _may_end(words: str) -> bool:
    """A cheap look before the patterns: whether an introduction may end so."""
    end = words.rstrip(" \t*_-–—")
    return end.endswith(LAST_LETTERS) or words.rstrip().endswith("--")


def _may_be_broken(letter: Letter, number: int) -> bool:
    """An introduction that begins with a name or a weekday may go on below; a sentence above it is no part of it."""
    return not ENDS_SENTENCE.search(letter.words[number][-LONGEST:]) and (
        number == 0 or letter.lines[number - 1].is_empty
    )


def opening_above(letter: Letter, start: int, *, least: Sure = Sure.WITH_MARKS) -> int | None:
    """Where the lines begin that introduce the quote at `start`, if they do."""
    last = letter.skip_empty_above(start)
    if not last or letter.lines[last - 1].depth or letter.tries > MOST_TRIES:
        return None
    if letter.lines[last - 1].mark is Mark.OPENING:
        while last and letter.lines[last - 1].mark is Mark.OPENING:
            last -= 1
        return last
    if is_original_line(letter.words[last - 1]):
        return last - 1
    block = _header_above(letter, last)
    return block if block is not None else _introduction_above(letter, last, least)


def _header_above(letter: Letter, last: int) -> int | None:
    words = letter.words
    for first in range(max(0, last - HEADER_LINES), last - 1):
        rule = rule_above(words, first)
        if header_block(words, first, is_below_rule=rule is not None) == last - first:
            above = first if rule is None else rule
            return above - 1 if above and is_original_line(words[above - 1]) else above
    return None


def _introduction_above(letter: Letter, last: int, least: Sure) -> int | None:
    """The surest of the last one to four lines. It grows upwards where that makes it surer or gives it a beginning."""
    words = letter.words
    letter.tries += 1
    best, found = last, Sure.NO
    for first in range(last - 1, max(-1, last - 1 - INTRODUCTION_LINES), -1):
        if letter.lines[first].is_empty or letter.lines[first].depth:
            break
        if first < last - 1 and ENDS_SENTENCE.search(words[first][-LONGEST:]):
            break
        joined = letter.joined(first, last)
        sure = introduction(joined)
        is_its_beginning = sure is found and found is not Sure.NO and begins_frame(joined)
        if sure > found or is_its_beginning:
            best, found = first, sure
        if found is not Sure.NO and begins_frame(words[best]):
            break
    if found < least or found is Sure.NO or (found is Sure.WITH_MARKS and not _stands_apart(letter, best)):
        return None
    return best


def _stands_apart(letter: Letter, first: int) -> bool:
    """A weak introduction must not be the end of a sentence that a person began above."""
    return (
        first == 0
        or letter.lines[first - 1].is_empty
        or begins_frame(letter.words[first])
        or ENDS_SENTENCE.search(letter.words[first - 1][-LONGEST:]) is not None
    )


def opens_itself(letter: Letter, start: int, end: int) -> bool:
    """Whether the first words of a quote are themselves what a program writes above one."""
    words = letter.words
    if is_original_line(words[start]) or header_block(words[start:end][:HEADER_LINES], 0, is_below_rule=True):
        return True
    if letter.tries > MOST_TRIES:
        return False
    letter.tries += 1
    sizes = range(1, min(INTRODUCTION_LINES, end - start) + 1)
    return any(introduction(letter.joined(start, start + size)) is Sure.ALONE for size in sizes)


def above_tail(letter: Letter, start: int) -> int:
    """Go up from a quote that reaches to the end, over a line of dashes and over another opening above it."""
    rule = rule_above(letter.words, start)
    start = start if rule is None else rule
    opening = opening_above(letter, start)
    return start if opening is None else opening


def rule_above(words: list[str], number: int) -> int | None:
    """The line of dashes above line `number`, which parts a quote from the answer."""
    above = number - 1
    while above >= 0 and number - above < INTRODUCTION_LINES and not words[above].strip():
        above -= 1
    return above if above >= 0 and len(words[above]) <= LONGEST and RULE.match(words[above]) else None
