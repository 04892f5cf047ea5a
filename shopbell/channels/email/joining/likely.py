"""The likely ticket of a mail that opened one of its own: attached there with one click, and detached again.

A mail that speaks of a ticket joins it only when its sender is a party (`threading.py`). Otherwise it opens a new
ticket and this row says where it seems to belong; an agent who knows better attaches it. That is a merge, so nothing is
lost and taking it back restores all; but the sender is let in only when the agent says so (`outside.py`).
"""

from datetime import datetime, timedelta

from django.db import connection, models, transaction

from shopbell.core.prepared import Prepared
from shopbell.tickets.event import Verb, record
from shopbell.tickets.merge import Merge, merge_tickets, standing, unmerge_ticket
from shopbell.tickets.message import Message
from shopbell.tickets.status import Status
from shopbell.tickets.ticket import Ticket

from ..email_message import EmailMessage
from ..sending.wording import plain_subject
from .outside import keep_outside

LATELY = timedelta(days=14)
MOST = 20  # tickets of one customer whose subjects are compared


class Why(models.TextChoices):
    STRANGER = "stranger"  # it refers to that one, and its sender takes no part there
    CLOSED = "closed"  # it answers that one, which is closed
    SUBJECT = "subject"  # the same customer, and the same subject lately


class Likely(models.Model):
    message = models.OneToOneField(Message, models.CASCADE, primary_key=True, related_name="likely")
    opened = models.ForeignKey(
        Ticket, models.CASCADE, related_name="+", help_text="the ticket that the mail opened"
    )
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="+", help_text="where it seems to belong")
    why = models.CharField(max_length=8, choices=Why)
    is_dismissed = models.BooleanField(default=False)
    is_party = models.BooleanField(default=False, help_text="attached, and its sender was let in")

    @property
    def standing(self) -> Ticket:
        """Where it would be attached now: the likely ticket may have been merged since."""
        return standing(self.ticket)

    @property
    def is_attached(self) -> bool:
        return self.opened.merged_into is not None

    @property
    def stranger(self) -> str:
        """The address that an agent would let in; empty when it is the same customer's."""
        mail = EmailMessage.objects.filter(pk=self.message_id).first()
        return mail.from_address if mail and self.why == Why.STRANGER else ""


def note_likely(message: Message, ticket: Ticket, why: Why) -> None:
    """Say that `message`, which opened a ticket, seems to belong to `ticket`."""
    Likely.objects.create(message=message, opened_id=message.ticket_id, ticket=ticket, why=why)


def same_subject(ticket: Ticket, now: datetime) -> Ticket | None:
    """The newest other ticket of its customer in the last days that has its subject, but for the marks of an answer."""
    plain = plain_subject(ticket.subject).casefold()
    if not plain or ticket.customer.is_new:
        return None
    newest = LATEST(ticket=ticket.pk, customer=ticket.customer_id, since=now - LATELY)
    return next((each for each in newest if plain_subject(each.subject).casefold() == plain), None)


def goes_on_in(closed: Ticket) -> Ticket | None:
    """The newest ticket that an answer to this closed one has opened, while it is not closed itself."""
    rows = Likely.objects.filter(ticket=closed, why=Why.CLOSED, opened__spam=None).order_by("-pk")
    found = [standing(each.opened).pk for each in rows.select_related("opened")[:MOST]]
    going_on = (
        Ticket.objects.undeleted().filter(pk__in=found).exclude(status=Status.CLOSED).exclude(pk=closed.pk)
    )
    return going_on.select_related("customer").order_by("-pk").first()


# every mail that opens a ticket asks
LATEST = Prepared(
    lambda ticket, customer, since: (
        Ticket.objects.undeleted()
        .filter(customer=customer, last_message_at__gt=since, spam__isnull=True)
        .exclude(pk=ticket)
        .exclude(status=Status.CLOSED)
        .order_by("-last_message_at")[:MOST]
    ),
    ticket=int,
    customer=int,
    since=datetime,
)


@transaction.atomic
def attach_mail(likely: Likely, *, by, is_party: bool = False) -> Merge:
    """Move the mail's ticket into the likely one. With `is_party` its sender may write there from now on.

    Raises Refused as merging does: the likely one is closed, or one of the two was merged meanwhile.
    """
    kept, gone = likely.standing, likely.opened
    merge = merge_tickets(kept, gone, by=by, across_customers=True, is_attached=True)
    if kept.customer_id != gone.customer_id and not is_party:
        # all of them: whom the desk answered there, be it by itself, is as much of a stranger here as who wrote
        keep_outside(merge.moved["messages"], came_with=gone)
    Likely.objects.filter(pk=likely.pk).update(is_party=is_party)
    if is_party and likely.stranger:
        record(kept, Verb.LET_IN, by=by, address=likely.stranger, other_id=gone.pk)
    return merge


def detach_mail(likely: Likely, *, by) -> None:
    """Take it out again: both tickets are as they were, what came since stays. Twice changes nothing."""
    unmerge_ticket(likely.opened, by=by)


def end_letting_in(giver: Ticket, taker: Ticket, moved: dict[str, list[int]]) -> None:
    """A ticket that is taken out again, in whatever way, leaves nobody in the one where it was attached."""
    for likely in Likely.objects.filter(opened=taker, is_party=True):
        if likely.stranger:
            record(giver, Verb.LET_OUT, address=likely.stranger, other_id=taker.pk)
        Likely.objects.filter(pk=likely.pk).update(is_party=False)


def likely_of(ticket: Ticket, agent) -> Likely | None:
    """Where the mail that opened `ticket` seems to belong, if `agent` may see that one and nobody said no."""
    likely = _rows().filter(opened=ticket, is_dismissed=False).first()
    if likely is None or likely.is_attached:
        return None
    return likely if Ticket.objects.visible_to(agent).filter(pk=likely.standing.pk).exists() else None


def likely_id_of(ticket: Ticket) -> int | None:
    """The ticket where the mail that opened `ticket` seems to belong, while nobody has decided."""
    rows = Likely.objects.filter(opened=ticket, is_dismissed=False, opened__merge=None)
    return rows.values_list("ticket_id", flat=True).first()


def with_likely(ticket_ids: list[int]) -> set[int]:
    """Those of the tickets whose mail seems to belong elsewhere, and was neither attached nor left alone."""
    if not ticket_ids:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(WITH_LIKELY, [ticket_ids])
        return {ticket_id for (ticket_id,) in cursor.fetchall()}


# every page of the list asks
WITH_LIKELY = """
    select opened_id from channel_email_likely
     where opened_id = any(%s) and not is_dismissed
       and not exists (select from tickets_merge where gone_id = opened_id)
"""


def attached_to(ticket: Ticket, agent) -> list[Likely]:
    """The mails that were attached to `ticket`, as far as `agent` may see where they came from; the newest first."""
    rows = _rows().filter(opened__merge__kept=ticket).order_by("-pk")[:3]
    seen = Ticket.objects.visible_to(agent).filter(pk__in=[each.opened_id for each in rows])
    visible = set(seen.values_list("pk", flat=True))
    return [each for each in rows if each.opened_id in visible]


def _rows() -> models.QuerySet[Likely]:
    return Likely.objects.select_related("ticket", "opened__customer", "opened__merge__kept")
