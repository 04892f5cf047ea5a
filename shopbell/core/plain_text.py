"""HTML as a person would type it: lines, `– ` before an item, `> ` before a quote, `this (https://…)` for a link.

A row of a table is a line with `|` between its cells. Where a cell has several lines of its own (most mails lay their
page out with tables) the cells stand one below the other.
"""

import re
from collections.abc import Iterable
from html.parser import HTMLParser
from itertools import chain

BLOCKS = set(
    """
    address article aside blockquote caption center dd details div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6
    header hr li main ol p pre section summary table tbody tfoot thead tr ul
    """.split()
)
UNSEEN = {"script", "style", "title", "head", "template", "noscript", "svg", "math"}
LISTS = {"ul", "ol"}
ADDRESS = re.compile(r"(?:https?|mailto|tel):", re.IGNORECASE)
FORERUNNER = re.compile(r"^(?:https?://(?:www\.)?|www\.|mailto:|tel:)", re.IGNORECASE)
KEEPS_BREAKS = re.compile(r"white-space:\s*(?:pre|break-spaces)", re.IGNORECASE)
BLANK = re.compile(r"[ \t\r\n\f]+")
LONGEST_ROW = 200
Attributes = dict[str, str | None]


def plain_text(html: str, *, names_pictures: bool = False, between_cells: str = " | ") -> str:
    """The words of `html`, which is best cleaned before; of pictures their names, if asked for."""
    reader = _Reader(names_pictures=names_pictures, between_cells=between_cells)
    reader.feed(html)
    reader.close()
    return reader.text


class _Sheet:
    """Lines that are being written: those of the page, or of a cell in it."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.words: list[str] = []  # of the line that is being written
        self.quotes = 0

    @property
    def ends_in_space(self) -> bool:
        return not self.words or self.words[-1].endswith((" ", "\n"))

    def add(self, words: str) -> None:
        if words:
            self.words.append(words)

    def end_line(self) -> None:
        """The line is done; an empty one is an empty line."""
        self.lines.append("> " * self.quotes + "".join(self.words))
        self.words = []

    def end_block(self) -> None:
        if self.words:
            self.end_line()

    def add_behind(self, words: str) -> None:
        """Behind the last thing that was said, though a block may have ended since."""
        if self.words or not self.lines:
            self.add(words)
            return
        last = next(
            (number for number in range(len(self.lines) - 1, -1, -1) if self.lines[number].strip("> ")), 0
        )
        self.lines[last] = self.lines[last].rstrip() + words

    def done(self) -> list[str]:
        self.end_block()
        return [line.replace("\xa0", " ").rstrip() for line in self.lines]


class _Reader(HTMLParser):
    def __init__(self, *, names_pictures: bool, between_cells: str) -> None:
        super().__init__(convert_charrefs=True)
        self.between_cells = between_cells
        self.names_pictures = names_pictures
        self.sheets = [_Sheet()]
        self.rows: list[list[list[str]]] = []  # the cells of every row that is open
        self.lists: list[int | None] = []  # the next number, None for bullets
        self.kept: list[tuple[str, bool]] = []  # open blocks, and whether blanks are kept in each
        self.unseen = 0
        self.link, self.linked = "", [""]

    @property
    def text(self) -> str:
        while len(self.sheets) > 1:
            self._end_cell()
        while self.rows:
            self._end_row()
        return re.sub(r"\n{3,}", "\n\n", "\n".join(self._sheet.done())).strip("\n")

    @property
    def _sheet(self) -> _Sheet:
        return self.sheets[-1]

    @property
    def _keeps_blanks(self) -> bool:
        return bool(self.kept) and self.kept[-1][1]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag in UNSEEN:
            self.unseen += 1
        elif tag == "br":
            self._sheet.end_line()
        elif tag == "a":
            self.link, self.linked = said.get("href") or "", []
        elif tag == "img" and self.names_pictures:
            self._sheet.add(said.get("alt") or "")
        elif tag == "q":
            self._sheet.add('"')
        elif tag in ("td", "th"):
            self._begin_cell()
        elif tag in BLOCKS:
            self._begin_block(tag, said)
        if tag in BLOCKS and tag != "hr":  # which has no end
            says = tag == "pre" or bool(KEEPS_BREAKS.search(said.get("style") or ""))
            self.kept.append((tag, says or self._keeps_blanks))

    def _begin_block(self, tag: str, said: Attributes) -> None:
        sheet = self._sheet
        if not (sheet.words and self._is_mark(sheet.words)):
            sheet.end_block()
        if tag in LISTS:
            start = said.get("start") or "1"
            self.lists.append(
                (int(start) if start.isdecimal() and len(start) < 9 else 1) if tag == "ol" else None
            )
        elif tag == "li":
            sheet.add(self._mark())
        elif tag == "blockquote":
            sheet.quotes += 1
        elif tag == "tr":
            self.rows.append([])
        elif tag == "hr":
            sheet.add("* * *")
            sheet.end_line()

    def _is_mark(self, words: list[str]) -> bool:
        """Whether the line has nothing but the mark of an item, whose words come in a block of their own."""
        return bool(self.lists) and len(words) == 1 and words[0].endswith(("– ", ". "))

    def _mark(self) -> str:
        indent = "  " * (len(self.lists) - 1)
        number = self.lists[-1] if self.lists else None
        if number is None:
            return f"{indent}– "
        self.lists[-1] = number + 1
        return f"{indent}{number}. "

    def handle_endtag(self, tag: str) -> None:
        if tag in UNSEEN:
            self.unseen = max(0, self.unseen - 1)
        elif tag == "a":
            self._end_link()
        elif tag == "q":
            self._sheet.add('"')
        elif tag in ("td", "th"):
            self._end_cell()
        elif tag == "tr":
            self._end_row()
        elif tag in BLOCKS:
            self._end_block(tag)
        if (tag, True) in self.kept or (tag, False) in self.kept:
            while self.kept.pop()[0] != tag:  # what was left open inside ends with it
                pass

    def _end_block(self, tag: str) -> None:
        self._sheet.end_block()
        if tag in LISTS and self.lists:
            self.lists.pop()
        elif tag == "blockquote":
            self._sheet.quotes = max(0, self._sheet.quotes - 1)

    def _end_link(self) -> None:
        words = "".join(self.linked).strip()
        if words and ADDRESS.match(self.link) and _bare(words) != _bare(self.link):
            self._sheet.add_behind(f" ({self.link.removeprefix('mailto:').removeprefix('tel:')})")
        self.link = ""

    def _begin_cell(self) -> None:
        if not self.rows:  # a cell without a row
            self._sheet.end_block()
            self.rows.append([])
        self.sheets.append(_Sheet())

    def _end_cell(self) -> None:
        if len(self.sheets) == 1:
            return
        lines = self.sheets.pop().done()
        while lines and not lines[0]:
            del lines[0]
        while lines and not lines[-1]:
            del lines[-1]
        if lines and self.rows:
            self.rows[-1].append(lines)
        elif lines:
            self._add_lines(lines)

    def _end_row(self) -> None:
        cells = self.rows.pop() if self.rows else []
        is_line = all(len(cell) == 1 for cell in cells) and sum(len(cell[0]) for cell in cells) <= LONGEST_ROW
        self._sheet.end_block()
        self._add_lines(
            [self.between_cells.join(cell[0] for cell in cells)]
            if is_line and cells
            else chain.from_iterable(cells)
        )

    def _add_lines(self, lines: Iterable[str]) -> None:
        for line in lines:
            self._sheet.add(line)
            self._sheet.end_line()

    def handle_data(self, data: str) -> None:
        if self.unseen:
            return
        if self.link:
            self.linked.append(data)
        if self._keeps_blanks:
            first, *rest = data.replace("\r\n", "\n").split("\n")
            self._sheet.add(first)
            for line in rest:
                self._sheet.end_line()
                self._sheet.add(line)
            return
        words = BLANK.sub(" ", data)
        self._sheet.add(words.lstrip(" ") if self._sheet.ends_in_space else words)


def _bare(address: str) -> str:
    """An address as people write it: without what only programs need."""
    return FORERUNNER.sub("", address.strip()).rstrip("/").lower()
