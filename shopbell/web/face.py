"""Faces: a person's picture, or their initials on a hue that stays theirs."""

import unicodedata
import zlib
from functools import lru_cache

from django.urls import reverse

HUES = 6


@lru_cache(4096)
def initials(name: str) -> str:
    """One or two letters of `name`; for an address, of what stands before the @; "?" for nothing."""
    words = [word for word in name.split("@")[0].replace(".", " ").split() if _letter(word)]
    if not words:
        return "?"
    chosen = [words[0], words[-1]] if len(words) > 1 else words
    return "".join(_letter(word).upper()[:1] for word in chosen)


@lru_cache(4096)
def hue(name: str) -> int:
    """1 to 6, the same for the same name everywhere and always."""
    return zlib.crc32(name.strip().lower().encode("utf-8", "replace")) % HUES + 1


def face_url(person) -> str:
    """Where the picture of an agent is; empty when there is none (and for customers)."""
    key = getattr(person, "photo", "")
    return reverse("face", args=[key]) if key else ""


def _letter(word: str) -> str:
    """The first letter or digit of `word`, with what combines with it; empty when it has none."""
    for letter in unicodedata.normalize("NFC", word):
        if letter.isalnum():
            return letter
    return ""
