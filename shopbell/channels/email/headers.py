"""Headers as people wrote them, out of headers as programs mangled them.

RFC 2047 words are decoded by hand: the standard library refuses or garbles what real mail holds
(spaces inside words, a character split over two words, unknown or lying charsets). Nothing here raises.
"""

import base64
import binascii
import codecs
import hashlib
import quopri
import re

HEAD_END = re.compile(rb"\r?\n\r?\n")
LASTING = re.compile(
    rb"^(message-id|from|date|subject|content-type):((?:[^\n]|\n[ \t])*)", re.IGNORECASE | re.MULTILINE
)
WORD = re.compile(r"=\?([^?\s]*)\?([bBqQ])\?([^?]*(?:\?(?!=)[^?]*)*)\?=")
BETWEEN_WORDS = re.compile(r"(\?=)[ \t\r\n]+(?==\?[^?\s]*\?[bBqQ]\?)")
BROKEN_LINE = re.compile(r"\r?\n[ \t]*|\r")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
ID = re.compile(r"<\s*([^<>]+?)\s*>")
ALIASES = {  # charset names as mail spells them → as Python does; supersets where senders use them so
    "ascii": "utf-8", "us-ascii": "utf-8", "ansi_x3.4-1968": "utf-8", "utf8mb4": "utf-8", "unicode": "utf-8",
    "unicode-1-1-utf-7": "utf-7", "iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252",
    "iso8859-1": "cp1252",
    "iso-8859-8-i": "iso-8859-8", "iso-8859-8-e": "iso-8859-8", "iso-8859-6-i": "iso-8859-6", "gb2312": "gb18030",
    "gbk": "gb18030", "x-gbk": "gb18030", "gb_2312-80": "gb18030", "ks_c_5601-1987": "cp949", "ks_c_5601": "cp949",
    "euc-kr": "cp949", "x-sjis": "cp932", "shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932",
    "x-euc-jp": "euc_jp", "big5": "big5hkscs", "x-mac-roman": "mac_roman", "macintosh": "mac_roman",
    "windows-874": "cp874", "tis-620": "cp874", "x-windows-949": "cp949", "iso-2022-jp": "iso2022_jp_ext",
}  # fmt: skip
NO_CHARSET = {
    "idna",
    "punycode",
    "undefined",
    "unicode_escape",
    "raw_unicode_escape",
    "unicode-escape",
    "raw-unicode-escape",
}


def charset(name: str) -> str:
    """Python's name for a charset of mail, or empty when there is no such text encoding."""
    name = name.strip().strip("\"'").lower().split("*")[0]
    name = ALIASES.get(name, name)
    if name in NO_CHARSET or not name.isascii():
        return ""
    try:
        return name if codecs.lookup(name)._is_text_encoding else ""
    except (LookupError, ValueError):
        return ""


def decode(content: bytes, declared: str = "") -> str:
    """`content` as text: as declared if that is true, else as UTF-8 if it is that, else as best it can be read."""
    name = charset(declared)
    for candidate in dict.fromkeys([name or "utf-8", "utf-8"]):
        try:
            return content.decode(candidate)
        except (UnicodeError, ValueError):
            continue
    try:
        return content.decode(name if name not in ("", "utf-8") else "cp1252", "replace")
    except (UnicodeError, ValueError):  # a codec that does not know "replace"
        return content.decode("latin-1")


def raw_text(value: str) -> str:
    """A header's raw value in one line; 8-bit bytes, which the parser hides in surrogates, are made characters."""
    text = decode(value.encode("ascii", "surrogateescape")) if _has_surrogates(value) else value
    return BROKEN_LINE.sub(lambda m: " " if m[0][-1:] in " \t" else "", text)


def words(value: str) -> str:
    """A header's value as people read it."""
    text = raw_text(value)
    if "=?" in text:
        text = _decode_words(BETWEEN_WORDS.sub(r"\1", text))
    return CONTROL.sub("", text).strip()


def ids(value: str) -> list[str]:
    """Message-IDs in a header, without brackets, in order. Some senders leave the brackets out, or put spaces in."""
    text = raw_text(value)
    found = ID.findall(text) or [word for word in text.replace(",", " ").split() if "@" in word]
    return list(dict.fromkeys("".join(CONTROL.sub("", each).split())[:500] for each in found))


def peek(raw: bytes) -> tuple[str, str]:
    """Message-ID and fingerprint, without parsing: enough to see that a mail came twice.

    The fingerprint is made of what no relay on the way changes (and what two different mails of a program that
    always gives the same Message-ID do not share).
    """
    end = HEAD_END.search(raw)
    head, body = (raw[: end.start()], raw[end.end() :]) if end else (raw, b"")
    lasting = sorted((name.lower(), b" ".join(value.split())) for name, value in LASTING.findall(head))
    values = dict(lasting)
    found = ids(values.get(b"message-id", b"").decode("latin-1"))
    if not found:
        return "", hashlib.sha256(raw).hexdigest()
    digest = hashlib.sha256(b"\n".join(b": ".join(pair) for pair in lasting))
    digest.update(b"\n\n" + body)
    return found[0], digest.hexdigest()


def _has_surrogates(text: str) -> bool:
    return not text.isascii() and any("\udc80" <= c <= "\udcff" for c in text)


def _decode_words(text: str) -> str:
    """Decode encoded words; neighbours of one charset are joined first, as a character may be split over them."""
    parts: list[str] = []
    pending, pending_charset, end = b"", "", 0
    for match in WORD.finditer(text):
        name, content = match[1], _bytes_of(match[2], match[3])
        if pending and (match.start() != end or name.lower() != pending_charset.lower()):
            parts.append(decode(pending, pending_charset))
            pending = b""
        parts.append(text[end : match.start()])
        pending, pending_charset, end = pending + content, name, match.end()
    parts += [decode(pending, pending_charset), text[end:]]
    return "".join(parts)


def _bytes_of(encoding: str, content: str) -> bytes:
    data = content.encode("utf-8", "replace")
    if encoding in "qQ":
        return quopri.decodestring(data.replace(b"_", b" "), header=False)
    letters = re.sub(rb"[^A-Za-z0-9+/]", b"", data)
    letters = letters[: len(letters) - 1] if len(letters) % 4 == 1 else letters
    try:
        return base64.b64decode(letters + b"=" * (-len(letters) % 4))
    except (binascii.Error, ValueError):
        return data
