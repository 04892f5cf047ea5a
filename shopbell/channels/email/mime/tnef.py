"""winmail.dat: the files and words that Outlook and Exchange pack into a format of their own (TNEF, [MS-OXTNEF]).

Read by ourselves, because the one package for it follows any count that the bytes claim, four thousand million rows
too, and copies all that is left for each attribute. Here nothing is followed beyond what is there, and what was read
before the bytes broke is kept.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from .charset import decode
from .rtf import unpacked, words_of

SIGNATURE = b"\x78\x9f\x3e\x22"
MOST_FILES, MOST_PROPERTIES, DEEPEST = 1000, 20_000, 3
ATTACHMENT_BEGINS, ATTACHMENT_TITLE, ATTACHMENT_DATA, ATTACHMENT_PROPERTIES = 0x9002, 0x8010, 0x800F, 0x9005
BODY, SUBJECT, PROPERTIES, CODE_PAGE = 0x800C, 0x8004, 0x9003, 0x9007
STRING8, UNICODE, OBJECT, BINARY = 0x1E, 0x1F, 0x0D, 0x102
VARIABLE = {STRING8, UNICODE, OBJECT, BINARY, 0}
FIXED = {2: 2, 0x0B: 2, 3: 4, 4: 4, 0x0A: 4, 5: 8, 6: 8, 7: 8, 0x14: 8, 0x40: 8, 0x48: 16, 1: 0}
P_SUBJECT, P_BODY, P_RTF, P_HTML, P_CHARSET = 0x0037, 0x1000, 0x1009, 0x1013, 0x3FDE
P_NAME, P_SHORT_NAME, P_LONG_NAME, P_DATA, P_KIND, P_CONTENT_ID = (
    0x3001,
    0x3704,
    0x3707,
    0x3701,
    0x370E,
    0x3712,
)


@dataclass
class PackedFile:
    name: str = ""
    content: bytes = b""
    content_type: str = ""
    content_id: str = ""


@dataclass
class Package:
    """`is_whole` is False when the bytes broke off or made no sense from some place on."""

    subject: str = ""
    text: str = ""
    html: str = ""
    files: list[PackedFile] = field(default_factory=list)
    is_whole: bool = True


def is_package(content: bytes) -> bool:
    return content.startswith(SIGNATURE)


def unpack(content: bytes, depth: int = 0) -> Package:
    """What lies in a winmail.dat, as far as it can be read. Mail inside of it is unpacked too."""
    package, charset = Package(), "cp1252"
    file = PackedFile()  # what comes before the first attachment begins goes nowhere
    rich: dict[int, bytes | str] = {}
    try:
        for name, data in _attributes(content):
            if name == CODE_PAGE and len(data) >= 4:
                charset = f"cp{struct.unpack_from('<I', data)[0]}"
            elif name == SUBJECT:
                package.subject = package.subject or _string(data, charset)
            elif name == BODY:
                package.text = package.text or _string(data, charset)
            elif name == PROPERTIES:
                rich |= dict(_properties(data, charset))
            elif name == ATTACHMENT_BEGINS:
                file = PackedFile()
                package.is_whole = len(package.files) < MOST_FILES
                package.files += [file] if package.is_whole else []
            elif name == ATTACHMENT_TITLE:
                file.name = file.name or _string(data, charset)
            elif name == ATTACHMENT_DATA:
                file.content = data
            elif name == ATTACHMENT_PROPERTIES:
                _describe(file, dict(_properties(data, charset)))
    except (struct.error, LookupError, ValueError):
        package.is_whole = False
    _read_words(package, rich, charset)
    package.files = [each for file in package.files for each in _with_mail_inside(file, depth)]
    return package


def _attributes(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Each attribute's number and bytes. Raises struct.error where they break off."""
    position = 6
    while position + 9 <= len(content):
        _level, name, _kind, length = struct.unpack_from("<BHHI", content, position)
        if position + 9 + length > len(content):
            raise struct.error("the attribute is longer than what is left")
        yield name, content[position + 9 : position + 9 + length]
        position += 9 + length + 2  # and its checksum


def _properties(data: bytes, charset: str) -> Iterator[tuple[int, bytes | str]]:
    """Number and value of each property; of several values the first one."""
    (count,), position = struct.unpack_from("<I", data), 4
    for _ in range(min(count, MOST_PROPERTIES)):
        kind, name = struct.unpack_from("<HH", data, position)
        position += 4
        if name >= 0x8000:  # a property with a name of its own
            position += 16
            (is_text,) = struct.unpack_from("<I", data, position)
            (length,) = struct.unpack_from("<I", data, position + 4)
            position += 8 + (_padded(length) if is_text else 0)
        is_many, kind = bool(kind & 0x1000), kind & 0xEFFF
        values = 1
        if is_many or kind in VARIABLE:
            (values,) = struct.unpack_from("<I", data, position)
            position += 4
        first: bytes = b""
        for number in range(values):
            if position >= len(data) or kind == 1:
                break
            if kind in VARIABLE:
                (length,) = struct.unpack_from("<I", data, position)
                position += 4
                value = data[position : position + length]
                position += _padded(length)
            else:
                value = data[position : position + FIXED[kind]] if kind in FIXED else _unknown(kind)
                position += max(FIXED[kind], 0 if is_many else 4 * bool(FIXED[kind]))
            first = value if not number else first
        if is_many and FIXED.get(kind) == 2 and values % 2:
            position += 2
        yield name, _value(kind, first, charset)


def _unknown(kind: int) -> bytes:
    raise ValueError(f"there is no kind {kind:#x}")


def _padded(length: int) -> int:
    return length + -length % 4


def _value(kind: int, value: bytes, charset: str) -> bytes | str:
    if kind == UNICODE:
        return value.decode("utf-16-le", "replace").rstrip("\0")
    return _string(value, charset) if kind == STRING8 else value


def _string(value: bytes, charset: str) -> str:
    return decode(value.rstrip(b"\0"), charset)


def _describe(file: PackedFile, found: dict[int, bytes | str]) -> None:
    names = [found.get(each) for each in (P_LONG_NAME, P_SHORT_NAME, P_NAME)]
    file.name = next((name for name in names if isinstance(name, str) and name), file.name)
    kind, content_id, data = found.get(P_KIND), found.get(P_CONTENT_ID), found.get(P_DATA)
    file.content_type = kind if isinstance(kind, str) else ""
    file.content_id = content_id if isinstance(content_id, str) else ""
    if isinstance(data, bytes) and data:
        file.content = data


def _read_words(package: Package, rich: dict[int, bytes | str], charset: str) -> None:
    number = rich.get(P_CHARSET, b"")
    if isinstance(number, bytes) and len(number) >= 4:
        charset = f"cp{struct.unpack_from('<I', number)[0]}"
    subject, text, html, packed = (rich.get(each) for each in (P_SUBJECT, P_BODY, P_HTML, P_RTF))
    package.subject = subject if isinstance(subject, str) and subject else package.subject
    package.text = text if isinstance(text, str) and text else package.text
    package.html = html if isinstance(html, str) else decode(html or b"", charset).rstrip("\0")
    if not package.html and isinstance(packed, bytes):
        words, is_html = words_of(unpacked(packed))
        if is_html:
            package.html = words
        else:
            package.text = package.text or words.strip()


def _with_mail_inside(file: PackedFile, depth: int) -> list[PackedFile]:
    """The file, or what lies in it when it is a mail of Outlook's: its words as a text, and its files."""
    content = file.content[16:] if file.content[16:20] == SIGNATURE else file.content
    if not is_package(content) or depth >= DEEPEST:
        return [file]
    inner = unpack(content, depth + 1)
    title = inner.subject or file.name or "message"
    words = [
        PackedFile(f"{title[:100]}.{ending}", text.encode("utf-8", "replace"), kind)
        for text, ending, kind in ((inner.text, "txt", "text/plain"), (inner.html, "html", "text/html"))
        if text.strip()
    ]
    return [*(words[-1:] if inner.html else words), *inner.files] or [file]
