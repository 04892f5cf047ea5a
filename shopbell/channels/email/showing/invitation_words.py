"""The cards of invitations in the language and the time zone of who reads.

What is kept of a mail is in English, as it was parsed: each card is made once more of what was kept of its calendar,
and gives way to one as the reader has it. The store is not asked: a bucket that is down would hold up the page. Mail of
before its calendars were kept stays English until it is reparsed.
"""

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import get_language, gettext

from ..email_message import EmailMessage
from ..mime.invitation import card


def card_translations(mail: EmailMessage) -> list[tuple[str, str]]:
    """Each card of `mail` as it was parsed and as the reader has it, where that is another."""
    say = str if (get_language() or "en").startswith("en") else gettext
    zone = timezone.get_current_timezone()
    cards = [(card(calendar), card(calendar, say, zone)) for calendar in mail.calendars]
    return [(parsed, own) for parsed, own in cards if parsed != own]


def with_cards(text: str, cards: Iterable[tuple[str, str]]) -> str:
    """`text` with each card as the reader has it."""
    for english, own in cards:
        text = text.replace(english, own)
    return text
