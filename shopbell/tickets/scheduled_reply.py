"""A scheduled reply: written now, sent later by itself, unless the customer writes before or somebody calls it back.

Until then it is a row of its own and no message: the thread shows it below what was said. Called back, it is a draft of
its author again. Sending is the business of `channels/scheduled.py`.
"""

import uuid
from datetime import datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shopbell.accounts.agent import Agent
from shopbell.core.bus import publish
from shopbell.core.errors import Refused
from shopbell.core.prepared import Prepared
from shopbell.core.storable import storable

from .addressees import Addressees
from .attachment import Attachment
from .crossing import refuse_crossing
from .draft import Draft, Words, settle_draft, write_draft
from .event import Event, Verb, record
from .message import Kind, Message
from .snooze import Offer
from .status import Status
from .ticket import Ticket

MORNING, EVENING = time(9), time(18)


class ScheduledReply(models.Model):
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="scheduled_replies")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    send_at = models.DateTimeField(db_index=True)
    channel = models.CharField(max_length=20)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True, help_text="cleaned; empty when the text is all there is")
    in_reply_to = models.ForeignKey(Message, models.SET_NULL, null=True, related_name="+")
    macro_ids = ArrayField(models.BigIntegerField(), default=list)
    then = models.CharField(max_length=8, choices=Status, blank=True, help_text="the status that it sets")
    shown_to = models.CharField(max_length=320, blank=True, help_text="where the agent saw that it would go")
    addressees = models.JSONField(default=dict, help_text="to, cc and bcc as typed; empty: as usual")
    after_message = models.BigIntegerField(help_text="the newest message when it was scheduled")
    client_id = models.UUIDField(default=uuid.uuid4)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "client_id"], name="scheduled_once")]

    @property
    def words(self) -> Words:
        return Words(
            self.text,
            self.html,
            self.channel,
            self.in_reply_to_id,
            frozenset(self.uploads.values_list("pk", flat=True)),
            tuple(self.macro_ids),
            self.client_id,
            Addressees.of(self.addressees),
        )


@transaction.atomic
def schedule_reply(
    ticket: Ticket,
    words: Words,
    *,
    by: Agent,
    at: datetime,
    then: Status | None = None,
    shown_to: str = "",
    draft_version: int | None = None,
    seen_message_id: int | None = None,
) -> ScheduledReply:
    """Have `words` sent at `at` (aware, in the future), once per their `client_id`; their draft ends.

    Raises Refused when they are empty, the moment has passed or the ticket is closed; DraftConflict, Crossed as a send.
    """
    ticket.lock()
    known = ticket.scheduled_replies.filter(client_id=words.client_id).first()
    if known:
        return known
    if words.says_nothing:
        raise Refused(_("Write something, or attach a file."))
    if at <= timezone.now():
        raise Refused(_("Pick a time in the future."))
    if ticket.status == Status.CLOSED:
        raise Refused(_("This ticket is closed. Reopen it to answer."))
    refuse_crossing(ticket, seen_message_id, by=by)
    settle_draft(
        ticket, words.client_id, words.text, words.uploads, version=draft_version, addressees=words.addressees
    )
    answered = ticket.messages.filter(pk=words.in_reply_to_id).first() if words.in_reply_to_id else None
    scheduled = ScheduledReply.objects.create(
        ticket=ticket, agent=by, send_at=at, channel=words.channel, text=storable(words.text), html=words.html,
        in_reply_to=answered, macro_ids=list(words.macro_ids), then=then or "", shown_to=shown_to,
        after_message=newest_message(ticket), client_id=words.client_id, addressees=words.addressees.lines,
    )  # fmt: skip
    own = Attachment.objects.filter(pk__in=words.uploads, message=None, uploaded_by=f"agent-{by.pk}")
    own.update(scheduled=scheduled, draft=None)
    record(ticket, Verb.SCHEDULED, by=by, until=at.isoformat())
    return scheduled


@transaction.atomic
def call_back(
    scheduled: ScheduledReply, *, by: Agent | None, because: str = "", cause: Event | None = None
) -> Draft:
    """Do not send it: it is a draft of its author again, behind what they have written since.

    `because` is told in the thread: a sentence, or "wrote" when the customer did.
    """
    ticket = scheduled.ticket
    ticket.lock()
    author = scheduled.agent
    draft = Draft.objects.filter(ticket=ticket, agent=author, kind=Kind.REPLY).first()
    since = draft.says if draft else Words()
    whole = since.followed_by(scheduled.words, draft.client_id if draft else uuid.uuid4())
    draft = write_draft(draft or Draft(ticket=ticket, agent=author, kind=Kind.REPLY, version=0), whole)
    scheduled.delete()
    record(
        ticket, Verb.UNSCHEDULED, by=by, cause=cause, whose=str(author), whose_id=author.pk, because=because
    )
    publish(f"agent-{author.pk}")
    return draft


SCHEDULED = Prepared(
    lambda ticket: (
        ScheduledReply.objects.filter(ticket=ticket).select_related("agent").order_by("send_at", "pk")
    ),
    ticket=int,
)


def scheduled_in(ticket: Ticket) -> list[ScheduledReply]:
    """What waits to be sent, the soonest first."""
    return SCHEDULED(ticket=ticket.pk)


def find_scheduled(ticket: Ticket, scheduled_id: int) -> ScheduledReply:
    """The scheduled reply, with the ticket's lock held. Refused when it was sent or called back."""
    ticket.lock()
    found = (
        ScheduledReply.objects.filter(ticket=ticket, pk=scheduled_id).select_related("agent__role").first()
    )
    if found is None:
        raise Refused(_("This reply was sent or called back already."))
    found.ticket = ticket
    return found


def react(event: Event) -> None:
    """The customer wrote: what was written before may not fit any more, so its author looks at it again."""
    if event.data.get("automatic") or not SCHEDULED(ticket=event.ticket_id):
        return
    with transaction.atomic():
        event.ticket.lock()
        waiting = event.ticket.scheduled_replies.filter(after_message__lt=event.message_id)
        for scheduled in waiting.select_related("agent", "ticket"):
            call_back(scheduled, by=None, because="wrote", cause=event)


def newest_message(ticket: Ticket) -> int:
    return ticket.messages.order_by("-pk").values_list("pk", flat=True).first() or 0


def proposals(ticket: Ticket, now: datetime) -> list[Offer]:
    """The moments to offer for an answer that is sent later: soonest first, none twice."""
    local = timezone.localtime(now)
    tomorrow = local + timedelta(days=1)
    found = [Offer(_("In an hour"), (local + timedelta(hours=1)).replace(second=0, microsecond=0))]
    if local.time() < time(EVENING.hour - 1):
        found.append(Offer(_("This evening"), _at(local, EVENING)))
    theirs = Offer(_("In the customer's morning"), next_morning(ticket, now))
    own = Offer(_("Tomorrow morning"), _at(tomorrow, MORNING))
    if local.time() < time(MORNING.hour - 1):
        own = Offer(_("This morning"), _at(local, MORNING))
    found += [theirs] if theirs.until == own.until else [theirs, own]
    return sorted(found, key=lambda offer: offer.until)


def next_morning(ticket: Ticket, now: datetime) -> datetime:
    """Nine o'clock where the customer lives, or else where the reader does: today's while it is still ahead."""
    local = now.astimezone(_zone_of(ticket))
    return _at(local if local.time() < MORNING else local + timedelta(days=1), MORNING)


def _zone_of(ticket: Ticket) -> tzinfo:
    try:
        if ticket.customer.time_zone:
            return ZoneInfo(ticket.customer.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        pass
    return timezone.get_current_timezone()


def _at(day: datetime, hour: time) -> datetime:
    return datetime.combine(day.date(), hour, tzinfo=day.tzinfo)
