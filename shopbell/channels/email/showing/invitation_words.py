"""The cards of invitations in the language of who reads. What is kept of a mail is in English, as it was parsed: its
calendar is read once more, and the card that came of it gives way to one in the reader's words."""

from collections.abc import Iterable

from django.utils.translation import get_language, gettext

from shopbell.core import blob
from shopbell.tickets.attachment import Attachment

from ..mime.body import is_calendar
from ..mime.charset import decode
from ..mime.invitation import card

MOST_CARDS = 5
MOST_BYTES = 1_000_000


def card_translations(files: Iterable[Attachment]) -> list[tuple[str, str]]:
    """The card of each calendar among `files`, in English and in the reader's language. Nothing is read for English."""
    if (get_language() or "en").startswith("en"):
        return []
    calendars = [
        file for file in files if is_calendar(file.content_type, file.name) and file.size_bytes <= MOST_BYTES
    ]
    return [pair for file in calendars[:MOST_CARDS] if (pair := _pair(file))[0]]


def with_cards(text: str, cards: Iterable[tuple[str, str]]) -> str:
    """`text` with each card in the reader's language."""
    for english, own in cards:
        text = text.replace(english, own)
    return text


def _pair(file: Attachment) -> tuple[str, str]:
    try:
        calendar = decode(blob.get(file.blob))
    except OSError:  # the store has lost it: the English words stay
        return "", ""
    return card(calendar), card(calendar, gettext)
