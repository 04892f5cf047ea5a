"""Reactions by mail: a part that says, beside the same in words, which emoji somebody put on the mail it answers.

The format is Gmail's: https://developers.google.com/gmail/reactions/format
"""

import json
import re
import unicodedata

KIND = "text/vnd.google.email-reaction+json"
MOST_BYTES = 2_000
MOST_CHARACTERS = 16
JOINER = "\u200d"
DRESS = re.compile("[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]")  # looks, skin, tags of a flag
KEYCAP = re.compile("[0-9#*]\u20e3")
HALF_A_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]")
FLAG = re.compile(f"{HALF_A_FLAG.pattern}{{2}}")
NEW_EMOJI = re.compile("[\U0001f300-\U0001faff]")  # younger ones than Python's tables
OTHERS = "‼⁉〰"


def reaction_in(content: bytes) -> str:
    """The emoji of such a part; empty when it is none, or of a version that we do not know."""
    if len(content) > MOST_BYTES:
        return ""
    try:
        said = json.loads(content)
    except (ValueError, RecursionError):
        return ""
    if not isinstance(said, dict) or said.get("version") != 1:
        return ""
    emoji = said.get("emoji")
    return emoji if isinstance(emoji, str) and is_emoji(emoji) else ""


def is_emoji(text: str) -> bool:
    """Whether `text` is one emoji and nothing else (Unicode Technical Standard 51)."""
    return 0 < len(text) <= MOST_CHARACTERS and all(_is_plain(piece) for piece in text.split(JOINER))


def _is_plain(piece: str) -> bool:
    bare = DRESS.sub("", piece)
    if KEYCAP.fullmatch(bare) or FLAG.fullmatch(bare):
        return True
    return len(bare) == 1 and not bare.isascii() and not HALF_A_FLAG.match(bare) and _is_symbol(bare)


def _is_symbol(character: str) -> bool:
    return (
        unicodedata.category(character) in {"So", "Sm"}
        or character in OTHERS
        or NEW_EMOJI.match(character) is not None
    )
