"""Automatic mail to an address that somebody outside gave: acknowledgements, transcripts, chats that go on by mail.

Anybody may type anybody's address, so each mailbox gets few of them an hour and a day, whichever door asks for them
and whatever stands behind a + in the address. The deliveries themselves are counted, and a lock makes askers at
the same moment wait for each other.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shopbell.core.errors import Refused
from shopbell.core.lock import hold_until_commit
from shopbell.core.prepared import Prepared
from shopbell.customers.mail_address import base
from shopbell.tickets.message import Message

from .delivery import Delivery, queue_delivery

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
    known = KNOWN.first(message=message.pk, recipient=recipient, purpose=purpose)
    if known:
        return known
    if _has_had_enough(recipient, purpose):
        raise TooMuchMail(
            _(
                "We have sent a lot of mail to this address already. Please try again later, or use another one."
            )
        )
    return queue_delivery(message, channel="email", recipient=recipient, purpose=purpose)


def refuse_too_much(recipient: str) -> None:
    """Raise TooMuchMail when the shop's rules have written to this mailbox as often as a person can want; in the
    transaction that writes to it once more."""
    hold_until_commit(f"automatic mail {base(recipient)}")
    with connection.cursor() as cursor:
        now = timezone.now()
        cursor.execute(
            BY_RULES, [base(recipient), now - timedelta(days=1), BY_RULES_TIMES * settings.AUTOMATIC_DAY]
        )
        sent = [at for (at,) in cursor.fetchall()]
    if _is_enough(sent, now, BY_RULES_TIMES):
        raise TooMuchMail(_("This address has had as much automatic mail as a person can want for now."))


KNOWN = Prepared(
    lambda message, recipient, purpose: Delivery.objects.filter(
        message=message, channel="email", recipient=recipient, purpose=purpose
    ),
    message=int,
    recipient=str,
    purpose=str,
)


def _has_had_enough(recipient: str, purpose: str) -> bool:
    """Whether the limit of any kind that `purpose` counts for is reached; one look at the mailbox for all of them."""
    now, most = timezone.now(), max(times for _purposes, times in KINDS) * settings.AUTOMATIC_DAY
    counted = sorted(set().union(*(purposes for purposes, _times in KINDS)))
    with connection.cursor() as cursor:
        cursor.execute(SENT, [base(recipient), counted, now - timedelta(days=1), most])
        sent = cursor.fetchall()
    return any(
        purpose in purposes and _is_enough([at for kind, at in sent if kind in purposes], now, times)
        for purposes, times in KINDS
    )


def _is_enough(sent: list[datetime], now: datetime, times_the_limit: int) -> bool:
    an_hour, a_day = times_the_limit * settings.AUTOMATIC_HOUR, times_the_limit * settings.AUTOMATIC_DAY
    return len(sent) >= a_day or sum(at > now - timedelta(hours=1) for at in sent) >= an_hour


BY_RULES_TIMES = 2  # the settings' limit
BY_RULES = r"""
    select delivery.created_at from channels_delivery delivery
      join tickets_message message on message.id = delivery.message_id
     where regexp_replace(recipient, '\+[^@]*', '') = %s and delivery.channel = 'email' and message.rule <> ''
       and delivery.created_at > %s
     order by delivery.created_at desc limit %s
"""
# the mailbox is written as the index `delivery_by_mailbox` has it
SENT = r"""
    select purpose, created_at from channels_delivery
     where regexp_replace(recipient, '\+[^@]*', '') = %s and channel = 'email' and purpose = any(%s)
       and created_at > %s
     order by created_at desc limit %s
"""
