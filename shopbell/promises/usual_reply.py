"""The usual time to the first answer, measured by inbox and channel over four weeks, as shoppers read it at each door.

Counted round the clock, as shoppers wait. Who has no answer yet counts with the time so far; spam, what was merged away
and what was settled without an answer do not count.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from babel.dates import format_timedelta
from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shopbell.channels.chat.manned import manned_of
from shopbell.channels.inbox import Inbox
from shopbell.core.reader import after_preposition, locale

from .business_hours import BusinessHours, hours_for, hours_of_inboxes
from .hours import NeverOpen

MEASURED = timedelta(days=28)
FEWEST = 10  # tickets that say something
MINUTE, HOUR, DAY = 60, 3600, 86_400
STEPS = [
    *(minutes * MINUTE for minutes in (5, 10, 15, 20, 30, 45)),
    *(hours * HOUR for hours in (1, 2, 3, 4, 6, 8, 12, 18, 24, 36)),
    *(days * DAY for days in (2, 3, 4, 5, 7)),
]


class UsualReply(models.Model):
    inbox = models.ForeignKey(Inbox, models.CASCADE, related_name="+")
    channel = models.CharField(max_length=20)
    tickets = models.PositiveIntegerField(help_text="how many were measured")
    median_seconds = models.PositiveIntegerField()
    most_seconds = models.PositiveIntegerField(help_text="four of five had their answer by then")
    measured_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["inbox", "channel"], name="usual_reply_once")]


@transaction.atomic
def measure(now: datetime) -> int:
    """Measure all inboxes anew; returns for how many inboxes and channels there is enough to say."""
    with connection.cursor() as cursor:
        cursor.execute(TIMES, {"now": now, "since": now - MEASURED, "fewest": FEWEST})
        rows = cursor.fetchall()
    UsualReply.objects.all().delete()
    UsualReply.objects.bulk_create(
        UsualReply(
            inbox_id=inbox_id,
            channel=channel,
            tickets=count,
            median_seconds=median,
            most_seconds=most,
            measured_at=now,
        )
        for inbox_id, channel, count, median, most in rows
    )
    return len(rows)


TIMES = """
    select inbox_id, channel, count(*), percentile_disc(0.5) within group (order by seconds),
           percentile_disc(0.8) within group (order by seconds)
    from (
        select arrival.inbox_id, ticket.channel,
            ceil(extract(epoch from coalesce(ticket.first_replied_at, %(now)s) - ticket.created_at))::bigint as seconds
        from tickets_ticket ticket
        join channels_ticketinbox arrival on arrival.ticket_id = ticket.id
        where ticket.created_at >= %(since)s and ticket.created_at < %(now)s
          and (ticket.first_replied_at is not null
               or (ticket.waiting_since is not null and ticket.status in ('new', 'open')))
          and not exists (select 1 from tickets_spam where ticket_id = ticket.id)
          and not exists (select 1 from tickets_deletion where ticket_id = ticket.id)
          and not exists (select 1 from tickets_merge where gone_id = ticket.id)
    ) as answered
    where seconds >= 0
    group by inbox_id, channel
    having count(*) >= %(fewest)s
"""


def usuals_of(ways: Mapping[Inbox, str]) -> dict[Inbox, UsualReply | None]:
    """Of what comes to each inbox by the channel that `ways` names; where that is little, of the mails of the same
    team, since the same people answer both in one order."""
    rows = list(UsualReply.objects.select_related("inbox").order_by("tickets"))
    own = {(row.inbox_id, row.channel): row for row in rows}
    mails = {row.inbox.team_id: row for row in rows if row.channel == "email"}  # the most are the last
    return {inbox: own.get((inbox.pk, way)) or mails.get(inbox.team_id) for inbox, way in ways.items()}


def usual_words(inbox: Inbox, channel: str = "form") -> str:
    """“Usual time to the answer: up to 3 hours”; empty where too little was measured, or it takes more than a week, or
    nobody is there until then.

    By a message that is written at its door, unless another channel is named."""
    kept = hours_for(team_id=inbox.team_id, inbox_id=inbox.pk, channel=inbox.channel)
    return _words(_step(usuals_of({inbox: channel})[inbox], kept))


def _words(step: int | None) -> str:
    return _("Usual time to the answer: up to %(time)s") % {"time": _written(step)} if step else ""


def _message_words(step: int | None) -> str:
    """The same of a message that is left where nobody is there to chat."""
    if step is None:
        return _("Leave a message: you will get the answer by e-mail.")
    return _("Leave a message: the answer usually takes up to %(time)s") % {"time": _written(step)}


def usuals_at_doors(inboxes: Sequence[Inbox]) -> dict[Inbox, str]:
    """Within which time somebody answers at each; a chat where nobody is has that of a message."""
    manned = manned_of(inboxes)
    left = {inbox for inbox in inboxes if inbox.channel == "chat" and inbox not in manned}
    usual = usuals_of({inbox: "form" if inbox in left else inbox.channel for inbox in inboxes})
    steps = {inbox: _step(usual[inbox], kept) for inbox, kept in hours_of_inboxes(inboxes).items()}
    return {
        inbox: _message_words(steps[inbox]) if inbox in left else _words(steps[inbox]) for inbox in inboxes
    }


def _step(usual: UsualReply | None, kept: BusinessHours | None) -> int | None:
    """The seconds that are told, at least as many as it took; None where that is over before anybody is there."""
    step = next((each for each in STEPS if each >= usual.most_seconds), None) if usual else None
    return None if step and kept and _is_shut_for(step, kept) else step


def _is_shut_for(seconds: int, kept: BusinessHours) -> bool:
    """Whether the hours begin again only then; hours that never do name no time that it could be at odds with."""
    now = timezone.now()
    try:
        return kept.hours_now.next_open(now) >= now + timedelta(seconds=seconds)
    except NeverOpen:
        return False


def _written(seconds: int) -> str:
    """Behind “up to”. Hours until two days: babel goes over to the next unit at `threshold` of it."""
    threshold = 2 if seconds >= 2 * DAY else 1.6 if seconds > HOUR else 1
    time = format_timedelta(timedelta(seconds=seconds), threshold=threshold, locale=locale())
    return after_preposition(time)
