"""Folding: what a reply quotes and how it is signed are put aside, never away.

What is shown and what is folded together hold everything that came. Only what stands at an edge is folded:
an answer between the lines of a quote needs the quote to be understood, so there both stay. When in
doubt nothing is folded: a quote too many costs a glance, a lost sentence costs a customer.
"""

import re

from .quote_words import (
    FORWARDED,
    HEADER_BLOCK_MINIMUM,
    HEADER_NAME,
    INTRODUCTION_LENGTH,
    INTRODUCTION_LINES,
    SENT_FROM,
    is_introduction,
    is_original_line,
    may_begin_introduction,
)

SIGNATURE = re.compile(r"^(?:--|—|-- )\s?$|^_{2,}\s*$")
SIGNATURE_LINES = 15
# in whatever language, right above quoted lines
ABOVE_A_QUOTE = re.compile(r"^(?=.*\d)(?=.*@).{6,400}[:：]\s*$")
RULE = re.compile(r"^\s*[_*=-]{10,}\s*$")


def fold_text(text: str) -> tuple[str, str]:
    """What the person wrote, and what was quoted or signed. A text of quotes alone stays whole."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    shown, folded = _fold_the_end(lines)
    top = _quote_at_the_top(shown)
    if top and _has_words(shown[top:]):
        shown, folded = shown[top:], [*shown[:top], *folded]
    if not _has_words(shown):
        return text.strip("\r\n"), ""
    return "\n".join(shown).strip("\n").rstrip(), "\n".join(folded).strip("\n")


def _fold_the_end(lines: list[str]) -> tuple[list[str], list[str]]:
    """Fold quote and signature at the end, whichever of them stands last, until neither is there."""
    end = len(lines)
    while end:
        cut = _first_quote_to_the_end(lines[:end])
        sign = _signature(lines[:cut])
        cut = sign if sign is not None and _has_words(lines[:sign]) else cut
        if cut == end:
            break
        end = cut
    return lines[:end], lines[end:]


def _has_words(lines: list[str]) -> bool:
    return any(line.strip() for line in lines)


def _first_quote_to_the_end(lines: list[str]) -> int:
    """The line where the quote begins that runs to the end of the mail; the number of lines if there is none."""
    for number, line in enumerate(lines):
        if FORWARDED.match(line[:INTRODUCTION_LENGTH]):  # what somebody forwards is what they want to show
            return len(lines)
        if is_original_line(line) or (_is_header_block(lines, number) and number > 0):
            return _with_introduction(lines, _with_rule(lines, number))
    last = len(lines)
    while last and (not lines[last - 1].strip() or lines[last - 1].lstrip().startswith(">")):
        last -= 1
    if any(line.lstrip().startswith(">") for line in lines[last:]):
        return _with_introduction(lines, last)
    return _unmarked_quote(lines)


def _with_rule(lines: list[str], start: int) -> int:
    """Go up over a line of dashes, which parts the quote from the answer."""
    above = start
    while above and not lines[above - 1].strip():
        above -= 1
    return above - 1 if above and RULE.match(lines[above - 1]) else start


def _is_header_block(lines: list[str], number: int) -> bool:
    """From/Sent/To/Subject in a row, as Outlook puts them before a quote, in any of its languages."""
    if not HEADER_NAME.match(lines[number][:INTRODUCTION_LENGTH]):
        return False
    names = set()
    for line in lines[number : number + 8]:
        match = HEADER_NAME.match(line[:INTRODUCTION_LENGTH])
        if match:
            names.add(match[1].strip("* ").lower())
        elif not line.strip() and len(names) < HEADER_BLOCK_MINIMUM:
            return False
    return len(names) >= HEADER_BLOCK_MINIMUM


def _with_introduction(lines: list[str], start: int) -> int:
    """Go up over "On … wrote:", which may be broken over up to four lines."""
    above = start
    while above and not lines[above - 1].strip():
        above -= 1
    for size in range(1, INTRODUCTION_LINES + 1):
        first = above - size
        if first < 0 or not lines[first].strip():
            break
        words = " ".join(line.strip() for line in lines[first:above])
        if is_introduction(words) or (len(words) <= INTRODUCTION_LENGTH and ABOVE_A_QUOTE.match(words)):
            return first
    return start


def _unmarked_quote(lines: list[str]) -> int:
    """A quote without marks, known by "On <date> <address> wrote:" above it (some phones, HTML made text)."""
    for number, line in enumerate(lines):
        if not may_begin_introduction(line):
            continue
        for size in range(1, INTRODUCTION_LINES + 1):
            candidate = " ".join(each.strip() for each in lines[number : number + size])
            if is_introduction(candidate) and re.search(r"\d", candidate):
                rest = lines[number + size :]
                if _has_words(rest) and not any(each.lstrip().startswith(">") for each in rest):
                    return number
    return len(lines)


def _quote_at_the_top(lines: list[str]) -> int:
    """How many lines at the top are one quote with its introduction; 0 when quotes also stand further down."""
    number = 0
    while number < len(lines) and not lines[number].strip():
        number += 1
    for size in range(INTRODUCTION_LINES + 1):
        head = " ".join(line.strip() for line in lines[number : number + size])
        if size and not is_introduction(head):
            continue
        end = number + size
        while end < len(lines) and not lines[end].strip():
            end += 1
        first = end
        while end < len(lines) and lines[end].lstrip().startswith(">"):
            end += 1
        rest = lines[end:]
        if end > first and not any(line.lstrip().startswith(">") for line in rest):
            return end
    return 0


def _signature(lines: list[str]) -> int | None:
    """Where the signature begins: a line of dashes near the end, or "Sent from my …" as the last words."""
    for number in range(len(lines) - 1, max(-1, len(lines) - 1 - SIGNATURE_LINES), -1):
        if SIGNATURE.match(lines[number]):
            return number
    last = len(lines) - 1
    while last >= 0 and not lines[last].strip():
        last -= 1
    return last if last >= 0 and SENT_FROM.match(lines[last].strip(" *_")[:INTRODUCTION_LENGTH]) else None
