"""Folding: what a reply quotes and how it is signed are put aside, never away.

What is shown and what is folded together hold everything that came. Only what stands at an edge is folded:
an answer between the lines of a quote needs the quote to be understood, so there both stay. When in
doubt nothing is folded: a quote too many costs a glance, a lost sentence costs a customer.
"""

import re
from dataclasses import dataclass
from html.parser import HTMLParser

import nh3

from shopbell.core.html import ATTRIBUTES, SCHEMES, TAGS

from .quote_words import (
    FORWARDED,
    HEADER_BLOCK_MINIMUM,
    HEADER_NAME,
    INTRODUCTION,
    INTRODUCTION_LINES,
    MAYBE_INTRODUCTION,
    ORIGINAL,
    SENT_FROM,
)

SIGNATURE = re.compile(r"^(?:--|—|-- )\s?$|^_{2,}\s*$")
SIGNATURE_LINES = 15
RULE = re.compile(r"^\s*[_*=-]{10,}\s*$")

# --- text -------------------------------------------------------------------------------------------


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
        if ORIGINAL.match(line) or (_is_header_block(lines, number) and number > 0):
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
    if not HEADER_NAME.match(lines[number]) or FORWARDED.match(lines[number - 1] if number else ""):
        return False
    names = set()
    for line in lines[number : number + 8]:
        match = HEADER_NAME.match(line)
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
        if INTRODUCTION.match(" ".join(line.strip() for line in lines[first:above])):
            return first
    return start


def _unmarked_quote(lines: list[str]) -> int:
    """A quote without marks, known by "On <date> <address> wrote:" above it (some phones, HTML made text)."""
    for number, line in enumerate(lines):
        if not MAYBE_INTRODUCTION.match(line):
            continue
        for size in range(1, INTRODUCTION_LINES + 1):
            candidate = " ".join(each.strip() for each in lines[number : number + size])
            if INTRODUCTION.match(candidate) and re.search(r"\d", candidate):
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
        if size and not INTRODUCTION.match(head):
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
    return last if last >= 0 and SENT_FROM.match(lines[last].strip(" *_")) else None


# --- HTML -------------------------------------------------------------------------------------------

HINT = re.compile(
    r"<blockquote|gmail_(?:quote|signature)|yahoo_quoted|divRplyFwdMsg|appendonsend|moz-(?:cite|signature)|protonmail_quote"
    r"|border-top:\s*solid|OLK_SRC|tutanota_quote|zmail_extra|(?:-{3,}|_{5,})|reply-intro",
    re.IGNORECASE,
)
QUOTE_CLASS = re.compile(
    r"\b(gmail_quote(_container)?|yahoo_quoted|protonmail_quote|tutanota_quote|zmail_extra|moz-cite-prefix)\b"
)
SIGNATURE_CLASS = re.compile(r"\b(gmail_signature|moz-signature|protonmail_signature_block)\b")
TAIL_ID = re.compile(
    r"^(x_)?(divRplyFwdMsg|appendonsend|OLK_SRC_BODY_SECTION|ms-outlook-mobile-signature)$", re.IGNORECASE
)
OUTLOOK_RULE = re.compile(
    r"border(-top)?:\s*(none;\s*border-top:\s*)?solid\s+#?[0-9a-z]+\s+1\.0pt", re.IGNORECASE
)
VOID = {"br", "hr", "img", "col", "wbr"}


@dataclass
class Fold:
    start: int
    end: int


def fold_html(page: str) -> tuple[str, str]:
    """The same for HTML, before it is cleaned (cleaning takes the marks of quotes away)."""
    if not HINT.search(page):
        return page, ""
    tidy = _tidy(page)
    finder = _QuoteFinder(tidy)
    finder.feed(tidy)
    finder.close()
    folds = _at_the_edges(tidy, finder.finished())
    shown, folded, position = [], [], 0
    for fold in folds:
        shown.append(tidy[position : fold.start])
        folded.append(tidy[fold.start : fold.end])
        position = fold.end
    shown.append(tidy[position:])
    if not folded or not _visible_words("".join(shown)):
        return page, ""
    return "".join(shown), "".join(folded)


def _tidy(page: str) -> str:
    """The page well-formed and without what runs, but with the classes and ids that quotes are known by."""
    kept = {tag: set(names) for tag, names in ATTRIBUTES.items()}
    kept["*"] = kept["*"] | {"class", "id", "type"}
    return nh3.clean(
        page.replace("\0", ""), tags=TAGS, attributes=kept, url_schemes=SCHEMES, link_rel=None,
        clean_content_tags={"script", "style", "title", "head", "template", "noscript", "svg", "math"},
    )  # fmt: skip


def _visible_words(fragment: str) -> bool:
    return bool(re.sub(r"<[^>]*>|&nbsp;|\s", "", fragment)) or "<img" in fragment


def _at_the_edges(tidy: str, folds: list[Fold]) -> list[Fold]:
    """Folds that have no quote-free answer squeezed between two quotes: there the quotes are context and stay."""
    if len(folds) < 2:
        return folds
    between = [tidy[a.end : b.start] for a, b in zip(folds, folds[1:], strict=False)]
    return [folds[-1]] if any(_visible_words(gap) for gap in between) else folds


class _QuoteFinder(HTMLParser):
    """Finds the stretches of well-formed HTML that are quotes or signatures."""

    def __init__(self, page: str):
        super().__init__(convert_charrefs=True)
        self.page = page
        self.lines = [0]
        for line in page.splitlines(keepends=True):
            self.lines.append(self.lines[-1] + len(line))
        self.stack: list[tuple[str, int, bool]] = []  # tag, where it begins, whether it is a quote
        self.folds: list[Fold] = []
        self.tail: int | None = None  # from here to the end all is quoted

    def here(self) -> int:
        line, column = self.getpos()
        return self.lines[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if self.tail is None and not self._inside() and self._begins_tail(tag, values):
            self.tail = self.here()
        if tag not in VOID:
            self.stack.append((tag, self.here(), self._is_quote(tag, values)))

    def handle_endtag(self, tag: str) -> None:
        while self.stack:
            name, start, is_quote = self.stack.pop()
            if is_quote and not self._inside():
                end = self.page.find(">", self.here()) + 1
                self.folds.append(Fold(start, end or len(self.page)))
            if name == tag:
                return

    def handle_data(self, data: str) -> None:
        if self.tail is None and not self._inside() and ORIGINAL.match(data.strip()):
            self.tail = self.here()

    def _inside(self) -> bool:
        return any(is_quote for _, _, is_quote in self.stack)

    def _is_quote(self, tag: str, values: dict[str, str]) -> bool:
        names = f"{values.get('class', '')} {values.get('id', '')}"
        if SIGNATURE_CLASS.search(names) or QUOTE_CLASS.search(names):
            return True
        return tag == "blockquote" and (
            values.get("type") == "cite" or "cite" in values or "gmail_quote" in names
        )

    def _begins_tail(self, tag: str, values: dict[str, str]) -> bool:
        if TAIL_ID.match(values.get("id", "")):
            return True
        return tag == "div" and bool(OUTLOOK_RULE.search(values.get("style", ""))) and self._header_follows()

    def _header_follows(self) -> bool:
        words = re.sub(r"<[^>]*>", "\n", self.page[self.here() : self.here() + 3000])
        lines = [line.strip() for line in words.split("\n") if line.strip()]
        return sum(bool(HEADER_NAME.match(line)) for line in lines[:24]) >= HEADER_BLOCK_MINIMUM

    def finished(self) -> list[Fold]:
        """The folds in order, the tail last; an "On … wrote:" right above a fold goes with it."""
        folds = [fold for fold in self.folds if self.tail is None or fold.end <= self.tail]
        if self.tail is not None:
            folds.append(Fold(self.tail, len(self.page)))
        return folds
