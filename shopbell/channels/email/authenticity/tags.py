"""Tag lists (`v=1; a=rsa-sha256; …`), as DKIM, ARC and DMARC write them (RFC 6376 §3.2)."""

import base64
import binascii
import re

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
WHITE = re.compile(r"[ \t\r\n]+")
LONGEST = 64 * 1024


class Misformed(ValueError):
    """No such list, or something missing in it."""


def tags(text: str) -> dict[str, str]:
    """The tags by name. Raises Misformed for what is no list, and for a name that is there twice."""
    if len(text) > LONGEST:
        raise Misformed("too long")
    found: dict[str, str] = {}
    for piece in text.strip().removesuffix(";").split(";"):
        name, equals, value = piece.partition("=")
        name = name.strip()
        if not equals or not NAME.fullmatch(name) or name in found:
            raise Misformed(f"not a tag: {piece.strip()[:60]}")
        found[name] = value.strip()
    return found


def binary(text: str) -> bytes:
    """Base64 with any white space in it. Raises Misformed."""
    try:
        return base64.b64decode(WHITE.sub("", text), validate=True)
    except (binascii.Error, ValueError):
        raise Misformed("not base64") from None


def without_value(value: bytes, name: bytes) -> bytes:
    """A field's value with that tag emptied: a signature does not sign itself."""
    pieces = value.split(b";")
    for place, piece in enumerate(pieces):
        begin, equals, _ = piece.partition(b"=")
        if equals and begin.strip() == name:
            pieces[place] = begin + b"="
    return b";".join(pieces)
