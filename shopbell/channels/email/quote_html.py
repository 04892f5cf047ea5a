"""Folding in HTML: quotes are known by the classes, ids and styles that mail programs give them.

It works on well-formed HTML before cleaning, since cleaning takes those marks away, and cuts by place: what is
shown and what is folded are pieces of one page. The rules of `quote.py` hold here too.
"""

import re
from dataclasses import dataclass
from html.parser import HTMLParser

import nh3

from shopbell.core.html import ATTRIBUTES, SCHEMES, TAGS

from .quote_words import FORWARDED, HEADER_BLOCK_MINIMUM, HEADER_NAME, ORIGINAL

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


def _lines(fragment: str) -> list[str]:
    """The words of a piece of HTML, roughly as a screen breaks them."""
    return re.sub(r"<[^>]*>", "", re.sub(r"<(?:br|/?p|/?div|/?tr|/?li)\b[^>]*>", "\n", fragment)).split("\n")


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
        lines = [line.strip() for line in _lines(self.page[self.here() : self.here() + 3000]) if line.strip()]
        return sum(bool(HEADER_NAME.match(line)) for line in lines[:24]) >= HEADER_BLOCK_MINIMUM

    def finished(self) -> list[Fold]:
        """The folds in order, the tail last; an "On … wrote:" right above a fold goes with it."""
        folds = [fold for fold in self.folds if self.tail is None or fold.end <= self.tail]
        folds = [fold for fold in folds if not self._is_forwarded(fold)]
        if self.tail is not None:
            folds.append(Fold(self.tail, len(self.page)))
        return folds

    def _is_forwarded(self, fold: Fold) -> bool:
        first = next((line for line in _lines(self.page[fold.start : fold.start + 1000]) if line.strip()), "")
        return bool(FORWARDED.match(first))
