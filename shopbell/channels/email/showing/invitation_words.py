"""The cards of invitations in the language of who reads. What is kept of a mail is in English, as it was parsed: each
card is made once more of what was kept of its calendar, and gives way to one in the reader's words. The store is not
asked: a bucket that is down would hold up the page. Mail of before its calendars were kept stays English until it is
reparsed.
"""

from collections.abc import Iterable

from django.utils.translation import get_language, gettext

from ..email_message import EmailMessage
from ..mime.invitation import card


def card_translations(mail: EmailMessage) -> list[tuple[str, str]]:
    """Each card of `mail` in English and in the reader's language; none for English."""
    if (get_language() or "en").startswith("en"):
        return []
    return [(card(calendar), card(calendar, gettext)) for calendar in mail.calendars]


def with_cards(text: str, cards: Iterable[tuple[str, str]]) -> str:
    """`text` with each card in the reader's language."""
    for english, own in cards:
        text = text.replace(english, own)
    return text
