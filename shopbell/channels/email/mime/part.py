"""A part of a mail: its headers as they came, its bytes, and the parts inside it.

Mail is split here and not by the standard library, which takes all that follows a broken header line for the body,
needs eight times the size of a large mail, and cannot give back a part as it came. Splitting copies nothing,
is linear, and goes only so deep and so far: what lies beyond is one part, whole.
"""

import re
from dataclasses import dataclass, field

from .parameter import head_of, parameters
from .transfer_encoding import decoded

MOST_PARTS = 2000
DEEPEST = 50
MOST_HEAD_LINES = 20_000
BOUNDARY_BYTES = 1000
MOST_ENDS = 2000  # of multiparts: words may stand behind each of them
LOOK_BYTES = 1_000_000  # how far the boundary that a head names is looked for
HEADER_LINE = re.compile(rb"([!-9;-~]+)[ \t]*:")
KNOWN_LINE = re.compile(
    rb"(?:from|to|subject|date|message-id|received|mime-version|content-[a-z-]+)[ \t]*:", re.IGNORECASE
)
BLANK = re.compile(rb"[\r\n]*")
PARAMETER_LINE = re.compile(rb"[\w*.-]+\s*=\s*\S")
OWN_BOUNDARY = re.compile(
    rb"^--([^\s-][^\r\n]{0,300})\r?\n(?=content-[a-z-]+[ \t]*:)", re.IGNORECASE | re.MULTILINE
)
KIND = re.compile(r"[\w!#$&^.+-]+/[\w!#$&^.+-]+")


@dataclass(eq=False, slots=True)
class Part:
    """`source` is the whole mail; the part is `start` to `end` of it, and its body begins at `body`."""

    source: bytes
    start: int
    body: int
    end: int
    headers: list[tuple[str, str]]
    usual: str = "text/plain"
    parts: list["Part"] = field(default_factory=list)
    stray: list[tuple[int, int]] = field(
        default_factory=list
    )  # of a multipart: what stands in none of its parts
    is_rest: bool = False  # there were too many parts: all that follows
    kind: str = ""
    read: dict[str, dict[str, str]] = field(default_factory=dict)  # the parameters of headers, once asked for

    def __post_init__(self) -> None:
        named = head_of(self.first("content-type"))
        self.kind = named if KIND.fullmatch(named) else self.usual

    def all(self, name: str) -> list[str]:
        """All raw values of a header, in order."""
        return [value for key, value in self.headers if key == name]

    def first(self, name: str) -> str:
        """The first raw value of a header that says anything, or empty."""
        return next((value for key, value in self.headers if key == name and value), "")

    def parameter(self, name: str, of: str = "content-type") -> str:
        """A parameter of a header, decoded, or empty."""
        if of not in self.read:
            value = self.first(of)
            self.read[of] = parameters(value) if "=" in value else {}
        return self.read[of].get(name, "")

    @property
    def raw(self) -> bytes:
        """The part as it came, with its headers."""
        return self.source[self.start : self.end]

    @property
    def payload(self) -> bytes:
        """Its body as it came."""
        return self.source[self.body : self.end]

    @property
    def strays(self) -> list[bytes]:
        return [self.source[start:end] for start, end in self.stray]

    @property
    def content(self) -> bytes:
        """The bytes of a leaf, whatever its transfer encoding claims."""
        return decoded(self.payload, self.encoding)

    @property
    def encoding(self) -> str:
        return head_of(self.first("content-transfer-encoding")).split(" ")[0].strip("\"'")

    @property
    def is_encoded(self) -> bool:
        return self.encoding in ("base64", "quoted-printable")


def split(source: bytes) -> Part:
    """The mail as a tree of parts. Whatever the bytes are, each of them is in a part or in a `stray`."""
    if b"\n" not in source:
        source = source.replace(b"\r", b"\n")  # lines as an old Macintosh ends them
    return _Splitter(source).split()


def head_start(source: bytes) -> int:
    """Where the head of a mail begins: empty lines before it are passed over. All who read a head ask here."""
    blank = BLANK.match(source)
    position = blank.end() if blank else 0
    return position if KNOWN_LINE.match(source, position) else 0


@dataclass(slots=True)
class _Open:
    """A multipart of which more may come; `position` is the end of what is accounted for."""

    part: Part
    boundary: bytes
    position: int


class _Splitter:
    def __init__(self, source: bytes):
        self.source = source
        self.open: list[_Open] = []
        self.leaf: Part | None = None
        self.count = 1
        self.ends = 0

    def split(self) -> Part:
        root = self._read_head(0, "text/plain", is_top=True)
        self._enter(root)
        at = root.body - 1 if self.source[root.body - 1 : root.body] == b"\n" else root.body
        if self.open and not root.body and self.source.startswith(b"--"):
            at = -1
        while self.open and (at := self._next(at)) >= 0:
            line_end = self._line_end(at)
            line = self.source[at + 2 : min(line_end, at + 2 + BOUNDARY_BYTES)].rstrip()
            index, is_end = self._index(line)
            if index is None:
                at = line_end - 1
                continue
            self._leave(index, at)
            following = self._begin(index, line_end, is_end)
            if following is None:
                break
            at = following
        self._leave(0, len(self.source), is_all=True)
        return root

    def _next(self, after: int) -> int:
        """Where the next line begins that may be a boundary."""
        if after < 0:
            return 0
        found = self.source.find(b"\n--", after)
        return found + 1 if found >= 0 else -1

    def _line_end(self, start: int) -> int:
        """Where the line after the one at `start` begins."""
        found = self.source.find(b"\n", start)
        return found + 1 if found >= 0 else len(self.source)

    def _index(self, line: bytes) -> tuple[int | None, bool]:
        """Which open multipart the line belongs to, the innermost first, and whether it ends it."""
        for index in range(len(self.open) - 1, -1, -1):
            boundary = self.open[index].boundary
            if line == boundary:
                return index, False
            if line == boundary + b"--":
                return index, True
        return None, False

    def _leave(self, index: int, at: int, *, is_all: bool = False) -> None:
        """What came before `at` is at its end: the leaf, and the multiparts inside the one at `index`."""
        edge = at
        if not is_all:  # the line end before a boundary belongs to the boundary
            edge -= self.source[max(at - 1, 0) : at] == b"\n"
            edge -= self.source[max(edge - 1, 0) : edge] == b"\r"
        if self.leaf:
            self.leaf.end = max(edge, self.leaf.body)
        elif self.open:
            self._note_stray(self.open[-1], edge)
        self.leaf = None
        while len(self.open) > (0 if is_all else index + 1):
            closed = self.open.pop()
            closed.part.end = max(edge, closed.part.body)

    def _note_stray(self, open_: _Open, edge: int) -> None:
        if self.source[open_.position : edge].strip():
            open_.part.stray.append((open_.position, edge))

    def _begin(self, index: int, start: int, is_end: bool) -> int | None:
        """Go on after a boundary line of the multipart at `index`; returns from where to look for the next one."""
        parent = self.open[index]
        parent.position = start
        self.count += not is_end
        self.ends += is_end
        if self.count > MOST_PARTS or self.ends > MOST_ENDS:
            rest = Part(self.source, start, start, len(self.source), [], is_rest=True)
            parent.part.parts.append(rest)
            self.leaf = rest
            return None
        if is_end:
            return start - 1
        usual = "message/rfc822" if parent.part.kind == "multipart/digest" else "text/plain"
        child = self._read_head(start, usual)
        parent.part.parts.append(child)
        self._enter(child)
        return max(start, child.body) - 1

    def _enter(self, part: Part) -> None:
        boundary = b""
        if part.kind.startswith("multipart/") and not part.is_encoded and len(self.open) < DEEPEST:
            boundary = self._boundary(part)
        if boundary:
            self.open.append(_Open(part, boundary, part.body))
        else:
            self.leaf = part

    def _boundary(self, part: Part) -> bytes:
        """The boundary as it is named, or as it stands in the body when the head lies about it."""
        named = part.parameter("boundary").strip().encode("utf-8", "surrogateescape")[:BOUNDARY_BYTES]
        within = min(len(self.source), part.body + LOOK_BYTES)
        if named and self.source.find(b"--" + named, part.body, within) >= 0:
            return named
        found = OWN_BOUNDARY.search(self.source, part.body, min(len(self.source), part.body + 10_000))
        return found[1].rstrip() if found else b""

    def _read_head(self, start: int, usual: str, *, is_top: bool = False) -> Part:
        """A part whose head begins at `start`. A line that is no header is passed over when known headers follow."""
        lines, position = self._head_lines(head_start(self.source) if is_top else start)
        last = max((n for n, (_, line) in enumerate(lines) if KNOWN_LINE.match(line)), default=-1)
        found: list[tuple[str, list[bytes]]] = []
        for number, (at, line) in enumerate(lines):
            match = HEADER_LINE.match(line)
            if line[:1] in (b" ", b"\t"):
                if found:
                    found[-1][1].append(line)
            elif match:
                found.append((match[1].decode("ascii").lower(), [line[match.end() :]]))
            elif found and found[-1][0].startswith("content-") and PARAMETER_LINE.match(line):
                found[-1][1].append(b" " + line)  # the space in front was forgotten
            elif number > last and not line.startswith((b"From ", b">From ")):
                position = at  # the body begins without an empty line
                break
        headers = [
            (name, b"".join(value).strip().decode("ascii", "surrogateescape")) for name, value in found
        ]
        return Part(self.source, start, position, len(self.source), headers, usual)

    def _head_lines(self, start: int) -> tuple[list[tuple[int, bytes]], int]:
        """The lines up to an empty one or to an open boundary, each with its place, and where the body begins."""
        lines: list[tuple[int, bytes]] = []
        position = start
        while position < len(self.source) and len(lines) < MOST_HEAD_LINES:
            end = self._line_end(position)
            line = self.source[position:end]
            if line in (b"\n", b"\r\n"):
                return lines, end
            if line.startswith(b"--") and self._index(line[2:BOUNDARY_BYTES].rstrip())[0] is not None:
                break
            lines.append((position, line))
            position = end
        return lines, position
