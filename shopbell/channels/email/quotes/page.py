"""A page read as the lines that people see, each with its place in the page.

Quotes and signatures are known by the classes, ids and names that mail programs give them and, as in plain text, by
their words.
"""

import html as html_words
import re
from dataclasses import dataclass, field

from .letter import QUOTED, Line, Mark, readable
from .signature import CERTAIN

TOKEN = re.compile(r'<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:[^>"]|"[^"]*")*)>|<!--.*?-->', re.DOTALL)
ATTRIBUTE = re.compile(r'\b(class|id|name|type|cite|style)="([^"]*)"')
VOID = {"br", "hr", "img", "col", "wbr"}
BREAKS = set(
    """
    address blockquote caption center dd div dl dt h1 h2 h3 h4 h5 h6 hr li ol p pre table tbody tfoot thead tr ul
    """.split()
)
MOST_DEPTH = 400  # of tags in one another; deeper ones are taken as they come
# all in them is quoted
QUOTE_NAME = re.compile(
    r"\b(?:yahoo_quoted|tutanota_quote|front-blockquote|isReplyContent|ms-outlook-mobile-reference-message|"
    r"messageReplySection|quoted-?message)\b",
    re.IGNORECASE,
)
# they hold the introduction and, in blockquotes, what is quoted; answers may stand between those
CONTAINER_NAME = re.compile(r"\b(?:gmail_quote(?:_container)?|protonmail_quote|zmail_extra)\b")
OPENING_NAME = re.compile(r"\b(?:gmail_attr|moz-cite-prefix|reply-intro)\b")
SIGNATURE_NAME = re.compile(
    r"\b(?:gmail_signature|moz-signature|desk-signature|protonmail_signature_block(?!-empty)|ms-outlook-mobile-signature|composer_signature|AppleMailSignature|bloop_sign\w*|tutanota-signature)\b",
    re.IGNORECASE,
)
TAIL_NAME = re.compile(
    r"\b(?:x_)?(?:divRplyFwdMsg|appendonsend|OLK_SRC_BODY_SECTION|OutlookMessageHeader|reply-message|zwchr)\b",
    re.IGNORECASE,
)
PICTURE, RULE_OF_LINES = "\ufffc", "_" * 20


@dataclass(slots=True)
class Tag:
    """An open tag: where it begins, and what it says of the lines in it."""

    name: str
    line: int  # the number of lines before it
    quotes: bool = False
    loose: bool = False
    mark: Mark | None = None
    is_container: bool = False
    has_quote: bool = False
    keeps_breaks: bool = False
    is_code: bool = False


@dataclass(slots=True)
class Place:
    """A line of a page, and from where to where its words are."""

    line: Line
    start: int
    end: int


@dataclass
class Page:
    """Reads well-formed HTML as lines."""

    page: str
    stack: list[Tag] = field(default_factory=list)
    found: list[Place] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    start: int = -1
    end: int = 0
    tail: bool = False  # the next line begins what is quoted to the end

    def places(self) -> list[Place]:
        position = 0
        for match in TOKEN.finditer(self.page):
            if match.start() > position:
                self._text(self.page[position : match.start()], position)
            position = match.end()
            if match[2]:
                self._tag(match)
        self._text(self.page[position:], position)
        self._break()
        return self.found

    def _tag(self, match: re.Match[str]) -> None:
        name = match[2].lower()
        if name in BREAKS or name == "br":
            self._break(empty_at=match.start() if name == "br" else None)
        if name == "hr":
            self._add(RULE_OF_LINES, match.start(), match.end())
            self._break()
        elif name == "img":
            self._add(PICTURE, match.start(), match.end())
        elif name in ("td", "th"):
            self.words.append(" ")
        if match[1]:
            self._close(name)
        elif name not in VOID and len(self.stack) < MOST_DEPTH:
            self._open(name, match[3])

    def _open(self, name: str, attributes: str) -> None:
        tag = Tag(name, len(self.found))
        if attributes:
            values = dict(ATTRIBUTE.findall(attributes))
            names = " ".join(values.get(each, "") for each in ("class", "id", "name"))
            tag.quotes = QUOTE_NAME.search(names) is not None
            tag.is_container = name != "blockquote" and CONTAINER_NAME.search(names) is not None
            tag.keeps_breaks = "white-space: pre" in values.get(
                "style", ""
            ) or "white-space:pre" in values.get("style", "")
            if OPENING_NAME.search(names):
                tag.mark = Mark.OPENING
            elif SIGNATURE_NAME.search(names):
                tag.mark = Mark.SIGNATURE
            self.tail = self.tail or TAIL_NAME.search(names) is not None
            if name == "blockquote":
                tag.quotes = tag.quotes or "cite" in values or values.get("type") == "cite"
                if CONTAINER_NAME.search(names):  # alone it is how people set a text off in Gmail
                    tag.quotes = tag.quotes or any(outer.is_container for outer in self.stack)
            if name == "div" and values.get("name") == "quote":
                tag.quotes = True
        tag.loose = name == "blockquote" and not tag.quotes
        tag.keeps_breaks = tag.keeps_breaks or name == "pre"
        tag.is_code = name in ("pre", "code", "kbd", "samp")
        if name == "blockquote":
            for outer in self.stack:
                outer.has_quote = True
        self.stack.append(tag)

    def _close(self, name: str) -> None:
        while self.stack:
            tag = self.stack.pop()
            if tag.is_container and not tag.has_quote and not any(each.is_container for each in self.stack):
                self._break()
                for place in self.found[tag.line :]:
                    place.line.depth += 1
            if tag.name == name:
                return

    def _text(self, raw: str, position: int) -> None:
        if any(tag.keeps_breaks for tag in self.stack):
            for number, piece in enumerate(raw.split("\n")):
                if number:
                    self._break(empty_at=position)
                self._add(html_words.unescape(piece), position, position + len(piece))
                position += len(piece) + 1
        else:
            self._add(re.sub(r"[ \t\r\n]+", " ", html_words.unescape(raw)), position, position + len(raw))

    def _add(self, words: str, start: int, end: int) -> None:
        if not words.strip():
            if self.words:
                self.words.append(words)
            return
        if self.start < 0:
            self.start = start
        self.words.append(words)
        self.end = end

    def _break(self, empty_at: int | None = None) -> None:
        """The line ends here. `empty_at` is where a line break stands that may leave an empty line."""
        words = readable("".join(self.words)) if self.words else ""
        words = (
            words.lstrip() if words.strip() == CERTAIN.strip() else words.strip()
        )  # its blank tells it from a rule
        self.words = []
        if self.start >= 0:
            self.found.append(Place(self._line(words), self.start, self.end))
            self.start = -1
        elif empty_at is not None and self.found:
            quoted = any(tag.quotes or tag.loose for tag in self.stack)
            if not quoted:
                self.found.append(Place(Line(""), empty_at, empty_at))

    def _line(self, words: str) -> Line:
        depth = sum(tag.quotes for tag in self.stack)
        loose = sum(tag.loose for tag in self.stack)
        line = Line(words, depth + loose, loose=not depth and loose > 0)
        marks = None if any(tag.is_code for tag in self.stack) else QUOTED.match(words)
        if marks:
            line.depth += marks[1].count(">")
            line.words = words[marks.end() :]
            line.loose = False
        line.mark = next((tag.mark for tag in self.stack if tag.mark), None)
        if self.tail and words.strip("_"):
            line.mark, self.tail = Mark.TAIL, False
        return line
