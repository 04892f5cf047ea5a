"""Mail that is signed or encrypted: S/MIME (RFC 8551) and PGP (RFC 3156, and inline as of old).

It is recognised, and what lies open in it is shown. Nothing is decrypted and no signature is checked: the desk has no
keys, so it never says that a signature is good.
"""

import re
from enum import StrEnum

from .part import Part

MOST_DEPTH = 20
N_ = str  # marks words for bin/translate; a parser knows no reader and no language
SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
ENVELOPED = {
    bytes.fromhex(each) for each in ("2a864886f70d010703", "2a864886f70d010706", "2a864886f70d0109100117")
}
CMS_KINDS = {"application/pkcs7-mime", "application/x-pkcs7-mime"}
BEGIN = re.compile(r"^-----BEGIN PGP (SIGNED )?MESSAGE(?:, PART [\d/X]+)?-----[ \t\r]*$", re.MULTILINE)
BLOCK_END = re.compile(r"^-----END PGP (?:MESSAGE(?:, PART [\d/X]+)?|SIGNATURE)-----[ \t\r]*$", re.MULTILINE)
HASHES = re.compile(r"\s*?\n(?:[A-Za-z]+: .*\n)*[ \t\r]*(?:\n|\Z)")
SIGNATURE = "\n-----BEGIN PGP SIGNATURE-----"
MOST_BLOCKS = 20
DASHED = re.compile(r"^- ", re.MULTILINE)


class Protection(StrEnum):
    SMIME_SIGNED = "smime-signed"
    SMIME_ENCRYPTED = "smime-encrypted"
    PGP_SIGNED = "pgp-signed"
    PGP_ENCRYPTED = "pgp-encrypted"

    @property
    def is_encrypted(self) -> bool:
        return self in (Protection.SMIME_ENCRYPTED, Protection.PGP_ENCRYPTED)


# the words of a mail that has none that can be read; whoever shows them translates them
SENTENCES = {
    Protection.SMIME_ENCRYPTED: N_(
        "This mail is encrypted with S/MIME, and the desk cannot open it. It is attached as it came."
    ),
    Protection.PGP_ENCRYPTED: N_(
        "This mail is encrypted with PGP, and the desk cannot open it. It is attached as it came."
    ),
}


def protection_of(part: Part) -> Protection | None:
    """How a part with others in it is protected, or one that holds a mail in a sealed form."""
    if part.kind == "multipart/signed":
        told = part.parameter("protocol").lower() or (part.parts[-1].kind if part.parts else "")
        return Protection.PGP_SIGNED if "pgp" in told else Protection.SMIME_SIGNED
    if part.kind == "multipart/encrypted":
        return Protection.PGP_ENCRYPTED
    if part.kind in CMS_KINDS or part.parameter("name").lower().endswith(".p7m"):
        return _of_cms(part)
    return None


def _of_cms(part: Part) -> Protection | None:
    told = part.parameter("smime-type").lower()
    kind = _content_kind(part.content)
    if kind in ENVELOPED or told in ("enveloped-data", "authenveloped-data", "authenticated-enveloped-data"):
        return Protection.SMIME_ENCRYPTED
    if kind == SIGNED_DATA or told == "signed-data":
        return Protection.SMIME_SIGNED
    return None


def take_armour(text: str) -> tuple[str, list[str], Protection | None]:
    """What of `text` is words, what is armour around or instead of them, and what that means."""
    armour: list[str] = []
    kept: list[str] = []
    protection, position = None, 0
    for _block in range(MOST_BLOCKS):
        begin = BEGIN.search(text, position) if "-----BEGIN PGP" in text else None
        signature = text.find(SIGNATURE, begin.end()) if begin and begin[1] else None
        if begin is None or signature == -1:
            break
        ended = BLOCK_END.search(text, begin.end() if signature is None else signature)
        end = ended.end() if ended else len(text)
        kept.append(text[position : begin.start()])
        if signature is None:
            armour.append(text[begin.start() : end])
            protection = Protection.PGP_ENCRYPTED
        else:
            head = HASHES.match(text, begin.end(), signature + 1)
            first = head.end() if head else begin.end()
            kept.append(DASHED.sub("", text[first : signature + 1]))
            armour += [text[begin.start() : first].strip(), text[signature + 1 : end]]
            protection = protection or Protection.PGP_SIGNED
        position = end
    return "".join([*kept, text[position:]]), armour, protection


# --- the few rules of BER (X.690) that lead to what is signed --------------------------------------------


def signed_content(content: bytes) -> bytes | None:
    """The mail inside of S/MIME's opaque form of signing (CMS, RFC 5652 §5); None when it cannot be found."""
    try:
        info = _children(content, 0, len(content))[0]
        kind, wrapped = _children(content, *_inside(info))[:2]
        if content[slice(*_inside(kind))] != SIGNED_DATA:
            return None
        signed = _children(content, *_inside(wrapped))[0]
        inner = next(each for each in _children(content, *_inside(signed)) if each[0] == 0x30)
        explicit = _children(content, *_inside(inner))[1]
        return b"".join(_octets(content, each, 0) for each in _children(content, *_inside(explicit)))
    except (IndexError, StopIteration, ValueError):
        return None


Value = tuple[int, int, int, int]  # tag, where its content begins and ends, and where the next one begins


def _content_kind(content: bytes) -> bytes:
    try:
        info = _children(content, 0, len(content), most=1)[0]
        kind = _children(content, *_inside(info), most=1)[0]
        return content[slice(*_inside(kind))]
    except (IndexError, ValueError):
        return b""


def _inside(value: Value) -> tuple[int, int]:
    return value[1], value[2]


def _children(content: bytes, start: int, end: int, *, most: int = 1000) -> list[Value]:
    found: list[Value] = []
    while start < end and len(found) < most:
        value = _value(content, start, end, 0)
        if value[0] == 0 and value[1] == value[2]:  # the end of one without a length
            break
        found.append(value)
        start = value[3]
    return found


def _value(content: bytes, start: int, end: int, depth: int) -> Value:
    tag, length, begin = content[start], content[start + 1], start + 2
    if length < 0x80:
        last = begin + length
    elif length > 0x80:
        size = length & 0x7F
        if size > 8:
            raise ValueError("a length of more than all memory")
        last = begin + size + int.from_bytes(content[begin : begin + size])
        begin += size
    else:
        return _without_length(content, tag, begin, end, depth)
    last = min(last, end)  # cut off on the way: what is there is shown
    return tag, begin, last, last


def _without_length(content: bytes, tag: int, begin: int, end: int, depth: int) -> Value:
    if depth > MOST_DEPTH:
        raise ValueError("too deep")
    position = begin
    while position < end - 1 and content[position : position + 2] != b"\0\0":
        position = _value(content, position, end, depth + 1)[3]
    return tag, begin, min(position, end), min(position + 2, end)


def _octets(content: bytes, value: Value, depth: int) -> bytes:
    """The bytes of an octet string, which may come in pieces."""
    if not value[0] & 0x20:
        return content[value[1] : value[2]]
    if depth > MOST_DEPTH:
        raise ValueError("too deep")
    pieces = _children(content, *_inside(value), most=1_000_000)
    return b"".join(_octets(content, each, depth + 1) for each in pieces)
