"""Parameters of a header, such as the file name in Content-Disposition, in every form that programs write them.

RFC 2231 says how (charset, percent signs, pieces with numbers). Real mail mixes that with RFC 2047 words, raw 8-bit
letters, spaces without quotes, quotes that never end and pieces out of order. Nothing here raises.
"""

import re
from urllib.parse import unquote_to_bytes

from .charset import decode
from .headers import raw_text, words

MOST = 200  # of one header
LONGEST = 20_000
BETWEEN = re.compile(r"[\s;]*")
NAME = re.compile(r"([^\s=;\"]{1,100}?)\s*=[ \t]*")
QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
BARE = re.compile(r"[^;]*")
# both begin where the blanks do, not at each of them; the first is before a parameter without its semicolon
SPACED = re.compile(r"(?<!\s)\s+(?=[\w-]+(?:\*\d*)?\*?=)")
COMMENT = re.compile(r"(?<!\s)\s+\([^()]*\)\s*$")
PIECE = re.compile(r"(.+?)\*(\d{1,3})(\*?)$")


def head_of(value: str) -> str:
    """What stands before the parameters, in lower case: `text/plain`, `attachment`."""
    return raw_text(value[:LONGEST]).partition(";")[0].strip().lower()


def parameters(value: str) -> dict[str, str]:
    """The parameters of a raw header value by their names in lower case, decoded; of doubles the first counts."""
    plain: dict[str, str] = {}
    extended: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[str, bool]]] = {}
    for name, text in _pairs(raw_text(value[:LONGEST])):
        if piece := PIECE.match(name):
            pieces.setdefault(piece[1], {}).setdefault(int(piece[2]), (text, bool(piece[3])))
        elif name.endswith("*"):
            extended.setdefault(name[:-1], _extended(text))
        else:
            plain.setdefault(name, words(text))
    joined = {name: _joined(numbered) for name, numbered in pieces.items()}
    return {**plain, **joined, **extended}


def _pairs(text: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    position = _after_head(text)
    while position < len(text) and len(found) < MOST:
        if between := BETWEEN.match(text, position):
            position = between.end()
        match = NAME.match(text, position)
        if not match:
            following = text.find(";", position)
            if following < 0:
                break
            position = following
            continue
        value, position = _value(text, match.end())
        found.append((match[1].lower(), value))
    return found


def _after_head(text: str) -> int:
    """Where the parameters begin, also after a space alone (`text/plain charset=utf-8`)."""
    end = text.find(";")
    spaced = SPACED.search(text, 0, end if end >= 0 else len(text))
    return spaced.start() if spaced else end if end >= 0 else len(text)


def _value(text: str, start: int) -> tuple[str, int]:
    if match := QUOTED.match(text, start):
        return match[1].replace('\\"', '"').replace("\\\\", "\\"), match.end()
    bare = BARE.match(text, start)
    assert bare is not None
    value, end = bare[0], bare.end()
    if value.startswith("=?"):  # an encoded word may hold a semicolon
        close = text.find("?=", start)
        end = max(end, close + 2) if close >= 0 else end
        value = text[start:end]
    elif spaced := SPACED.search(value):
        value, end = value[: spaced.start()], start + spaced.start()
    return COMMENT.sub("", value).strip().strip('"'), end


def _extended(text: str) -> str:
    """`utf-8'de'R%C3%BCck.pdf`, and the same where a quote sign is missing."""
    declared, quote, rest = text.partition("'")
    language, second, value = rest.partition("'")
    if not quote:
        declared, value = "", text
    elif not second:
        value = language
    return decode(unquote_to_bytes(value.encode("utf-8", "replace")), declared)


def _joined(numbered: dict[int, tuple[str, bool]]) -> str:
    """The pieces in the order of their numbers; the first one may name the charset of all that are encoded."""
    declared, content, has_encoded = "", b"", False
    for position, number in enumerate(sorted(numbered)):
        text, is_encoded = numbered[number]
        if is_encoded and not position and text.count("'") >= 2:
            declared, _language, text = text.split("'", 2)
        has_encoded = has_encoded or is_encoded
        encoded = text.encode("utf-8", "replace")
        content += unquote_to_bytes(encoded) if is_encoded else encoded
    return decode(content, declared) if has_encoded else words(content.decode("utf-8", "replace"))
