"""Automatic mail to an address that somebody outside gave: acknowledgements, transcripts, chats that go on by mail.

Anybody may type anybody's address, so each mailbox gets few of them an hour and a day, whichever door asks for them
and whatever stands behind a + in the address. The deliveries themselves are counted, and a lock makes askers at
the same moment wait for each other.
"""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Value
from django.utils import timezone
from django.utils.translation import gettext as _

from shopbell.core.errors import Refused
from shopbell.core.lock import hold_until_commit
from shopbell.customers.mail_address import base
from shopbell.tickets.message import Message

from .delivery import MAILBOX, Delivery, queue_delivery

ACKNOWLEDGEMENT, TRANSCRIPT, CONTINUE = "acknowledgement", "transcript", "continue"
KINDS = [  # purposes that are counted together, and how often the settings' limit they may come
    ({ACKNOWLEDGEMENT}, 1),
    ({TRANSCRIPT}, 1),
    ({ACKNOWLEDGEMENT, TRANSCRIPT, CONTINUE}, 4),
]


class TooMuchMail(Refused):
    """The recipient has had as much automatic mail as a person can want."""


@transaction.atomic
def queue_automatic_mail(message: Message, *, recipient: str, purpose: str) -> Delivery:
    """Send `recipient` the automatic mail of `message` and `purpose`; queueing it twice changes nothing.

    Raises TooMuchMail when that address has had enough for now.
    """
    hold_until_commit(f"automatic mail {base(recipient)}")
    known = message.deliveries.filter(channel="email", recipient=recipient, purpose=purpose).first()
    if known:
        return known
    if any(purpose in purposes and _is_enough(recipient, purposes, times) for purposes, times in KINDS):
        raise TooMuchMail(
            _(
                "We have sent a lot of mail to this address already. Please try again later, or use another one."
            )
        )
    return queue_delivery(message, channel="email", recipient=recipient, purpose=purpose)


def _is_enough(recipient: str, purposes: set[str], times_the_limit: int) -> bool:
    now = timezone.now()
    an_hour, a_day = times_the_limit * settings.AUTOMATIC_HOUR, times_the_limit * settings.AUTOMATIC_DAY
    sent = Delivery.objects.alias(mailbox=MAILBOX).filter(
        mailbox=Value(base(recipient)),
        channel="email",
        purpose__in=purposes,
        created_at__gt=now - timedelta(days=1),
    )
    times = list(sent.order_by("-created_at").values_list("created_at", flat=True)[:a_day])
    return len(times) >= a_day or sum(at > now - timedelta(hours=1) for at in times) >= an_hour
