"""A letter to an agent: mailed by a job, so that a mail server that is away neither loses it nor breaks a page.

Letters carry links that open accounts. So the job knows a letter by its number only, the letter itself lies sealed
in its row, and the row goes when it is sent: neither the list of failed jobs nor a log ever shows a link.

A job whose worker died is done again. So a letter is claimed before it is sent, as deliveries are: who finds it
claimed a moment ago comes back later, and one that was being handed over when its worker died is not sent twice;
whoever misses it asks for another.
"""

import json
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.core.mail import EmailMessage
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import get_language, override
from procrastinate.contrib.django import app as jobs

from shopbell.core.sealed import SealedField, Unreadable

SEND = "accounts.send_letter"
CLAIM = timedelta(minutes=5)
log = logging.getLogger(__name__)


class Letter(models.Model):
    content = SealedField(help_text="recipient, subject and text as JSON")
    claimed_at = models.DateTimeField(null=True)
    handed_over_at = models.DateTimeField(null=True, help_text="from then on it may have arrived")
    created_at = models.DateTimeField(auto_now_add=True)


class StillOnItsWay(Exception):
    """Another worker is sending this letter; if that one dies, the next try sends it."""


class ClaimLost(Exception):
    """Another worker took the letter over while we were slow: stop before sending."""


class DeskLetter(EmailMessage):
    """`hand_over` is called right before the step of sending that cannot be taken back."""

    hand_over: Callable[[], None] | None = None


def send_soon(
    to: str, subject: str, text: str, headers: dict[str, str] | None = None, *, sender: str = ""
) -> None:
    """Mail `text` once this transaction commits, again and again while the mail server does not take it.

    It is from the desk, unless a `sender` is named as in a From header, and in the language of this moment.
    """
    written = [to, subject, text, headers, sender, get_language()]
    letter = Letter.objects.create(content=json.dumps(written))
    jobs.configure_task(SEND).defer(letter_id=letter.pk)


# who a letter to a shopper is from, as a From header; empty when the shop has no address. Filled by the channel e-mail
SHOP_SENDERS: list[Callable[[], str]] = []


def write_to_shopper(to: str, subject: str, text: str, headers: dict[str, str] | None = None) -> None:
    """`send_soon`, from the shop: a shopper knows nothing of the desk."""
    sender = next((said for shop_sender in SHOP_SENDERS if (said := shop_sender())), "")
    send_soon(to, subject, text, headers, sender=sender)


def send_kept(letter_id: int) -> None:
    """Mail a letter that waits; does nothing when it has left. Raises StillOnItsWay while another worker sends it."""
    letter = _claim(letter_id)
    if letter is None:
        return
    if isinstance(
        letter.content, Unreadable
    ):  # the link in it was signed with the same key, and opens nothing
        log.warning("Letter %s was sealed with a key that is gone, and is not sent", letter_id)
    elif not _send(letter):
        return
    letter.delete()


@transaction.atomic
def _claim(letter_id: int) -> Letter | None:
    letter, now = Letter.objects.select_for_update().filter(pk=letter_id).first(), timezone.now()
    if letter is None:
        return None
    if letter.claimed_at and letter.claimed_at > now - CLAIM:
        raise StillOnItsWay
    if letter.handed_over_at:
        log.warning("Letter %s was cut off while it was handed over, and is not sent twice", letter_id)
        letter.delete()
        return None
    letter.claimed_at = now
    letter.save(update_fields=["claimed_at"])
    return letter


def _send(letter: Letter) -> bool:
    """Whether it is ours to delete now: it has left, or may have. Raises what was in the way when it has not."""
    try:
        to, subject, text, *more = json.loads(letter.content)
        send_letter(to, subject, text, lambda: _mark_handed_over(letter), *more)
    except ClaimLost:
        return False
    except Exception as error:
        if letter.handed_over_at and not getattr(error, "is_certain", False):
            log.warning(
                "Letter %s may have arrived, and is not sent twice: %s", letter.pk, type(error).__name__
            )
            return True
        _mine(letter).update(claimed_at=None, handed_over_at=None)
        raise
    return True


def _mark_handed_over(letter: Letter) -> None:
    now: datetime = timezone.now()
    if not _mine(letter).update(handed_over_at=now):
        raise ClaimLost
    letter.handed_over_at = now


def _mine(letter: Letter) -> models.QuerySet[Letter]:
    """The row, as long as it is still in the hands that hold `letter`."""
    return Letter.objects.filter(pk=letter.pk, claimed_at=letter.claimed_at)


def send_letter(
    to: str,
    subject: str,
    text: str,
    hand_over: Callable[[], None] | None = None,
    headers: dict[str, str] | None = None,
    sender: str = "",
    language: str | None = None,
) -> None:
    letter = DeskLetter(subject, text, sender or None, to=[to], headers=headers)
    letter.hand_over = hand_over
    with override(language or get_language()):
        letter.send()
