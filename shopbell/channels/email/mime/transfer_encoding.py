"""Transfer encodings: the bytes of a part, out of the letters that they travelled as.

A mail that is broken on the way, or names the wrong encoding, gives what can be had of it; the rest stays as it is.
"""

import binascii
import quopri
import re
from base64 import b64decode

BASE64 = re.compile(rb"[A-Za-z0-9+/]*={0,2}")
PADDING, FOREIGN = re.compile(rb"=+"), re.compile(rb"[^A-Za-z0-9+/]+")
STRETCH = re.compile(rb"[A-Za-z0-9+/\r\n]*")
SENTENCE = re.compile(rb"[A-Za-z,.]+ [A-Za-z,.]+ [A-Za-z,.]+ [A-Za-z,.]+")
SPACED_BREAK = re.compile(rb"=[ \t]+(\r?\n)")
QUOTED_PRINTABLE = {"quoted-printable", "quoted_printable", "qp"}
UUENCODED = {"x-uuencode", "uuencode", "uue", "x-uue"}


def decoded(letters: bytes, encoding: str) -> bytes:
    """The bytes that `letters` stand for, whatever `encoding` (in lower case) claims."""
    if encoding == "base64":
        return _from_base64(letters)
    if encoding in QUOTED_PRINTABLE:
        return quopri.decodestring(SPACED_BREAK.sub(b"=\\1", letters))
    return _from_uu(letters) if encoding in UUENCODED else letters


def _from_base64(letters: bytes) -> bytes:
    """Base64 as far as it goes: several stretches one after another, and words that somebody put below, as they are."""
    if SENTENCE.match(letters.lstrip()[:500]):
        return letters  # plain words, whatever the header says
    plain = letters.translate(None, b"\r\n\t ")
    if BASE64.fullmatch(plain) and len(plain) % 4 == 0:
        return b64decode(plain)
    pieces = []
    for number, stretch in enumerate(PADDING.split(letters)):
        if number and not STRETCH.fullmatch(stretch):
            pieces.append(stretch)
            continue
        body = FOREIGN.sub(b"", stretch)
        body = body[: len(body) - (len(body) % 4 == 1)]
        pieces.append(b64decode(body + b"=" * (-len(body) % 4)))
    return b"".join(pieces)


def _from_uu(letters: bytes) -> bytes:
    """Uuencoded lines between `begin` and `end`; a line that is none is left out, and what has none stays."""
    _, begin, rest = letters.partition(b"begin ")
    if not begin:
        return letters
    pieces = []
    for line in rest.split(b"\n")[1:]:
        if line.strip() == b"end":
            break
        try:
            pieces.append(binascii.a2b_uu(line.rstrip(b"\r")))
        except binascii.Error:
            length = (((line[0] - 32) & 63) * 4 + 5) // 3 if line else 0  # some encoders count wrongly
            try:
                pieces.append(binascii.a2b_uu(line[:length]))
            except binascii.Error:
                continue
    return b"".join(pieces)
