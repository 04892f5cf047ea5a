"""Headers as people wrote them, out of headers as programs mangled them.

RFC 2047 words are decoded by hand: the standard library refuses or garbles what real mail holds
(spaces inside words, a character split over two words, unknown or lying charsets). Nothing here raises.
"""

import base64
import binascii
import hashlib
import quopri
import re

from .charset import decode

HEAD_END = re.compile(rb"\r?\n\r?\n")
LASTING = re.compile(
    rb"^(message-id|from|date|subject|content-type|reply-to):((?:[^\n]|\n[ \t])*)",
    re.IGNORECASE | re.MULTILINE,
)
WORD = re.compile(r"=\?([^?\s]*)\?([bBqQ])\?([^?]*(?:\?(?!=)[^?]*)*)(?:\?=|$)")  # the last one may be cut off
BETWEEN_WORDS = re.compile(r"(\?=)[ \t\r\n]+(?==\?[^?\s]*\?[bBqQ]\?)")
TIMES = 2  # some programs encode what is encoded already
BROKEN_LINE = re.compile(r"\r?\n[ \t]*|\r")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
ID = re.compile(r"<([^<>]+)>")
LONGEST = (
    64_000  # characters of a value that are read: what any person or program says fits in many times over
)


def raw_text(value: str) -> str:
    """A header's raw value in one line; 8-bit bytes, which the parser hides in surrogates, are made characters."""
    text = decode(value.encode("ascii", "surrogateescape")) if _has_surrogates(value) else value
    if "\x1b$" in text:  # Japanese as it comes, without words of RFC 2047
        text = decode(text.encode("utf-8", "replace"), "iso-2022-jp")
    return BROKEN_LINE.sub(lambda m: " " if m[0][-1:] in " \t" else "", text)


def words(value: str) -> str:
    """A header's value as people read it."""
    text = raw_text(value[:LONGEST])
    for _ in range(TIMES):
        if "=?" in text:
            text = _decode_words(BETWEEN_WORDS.sub(r"\1", text))
    return CONTROL.sub("", text).strip()


def ids(value: str) -> list[str]:
    """Message-IDs in a header, without brackets, in order. Some senders leave the brackets out, or put spaces in.

    Of a value that is too long the end is read: the mail that is answered stands last.
    """
    text = raw_text(value[-LONGEST:])
    found = ID.findall(text) or [word for word in text.replace(",", " ").split() if "@" in word]
    return list(dict.fromkeys("".join(CONTROL.sub("", each).split())[:500] for each in found))


def peek(raw: bytes) -> tuple[str, str]:
    """Message-ID and fingerprint, without parsing: enough to see that a mail came twice.

    The fingerprint is made of what no relay on the way changes (and what two different mails of a program that
    always gives the same Message-ID do not share: where such a form gives no date either, whom it writes for).
    """
    end = HEAD_END.search(raw)
    head, body = (raw[: end.start()], raw[end.end() :]) if end else (raw, b"")
    lasting = sorted((name.lower(), b" ".join(value.split())) for name, value in LASTING.findall(head))
    values = dict(lasting)
    if b"date" in values:
        lasting = [pair for pair in lasting if pair[0] != b"reply-to"]
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
