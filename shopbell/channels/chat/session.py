"""A chat session: the chat side of a ticket. Who may read it from outside, and how far they have.

Three marks, each the id of a message and never going back: what the shopper's browser has got, what
the shopper has seen, and what went on by e-mail. A message is got when the browser says so after the
fact: an answer that we sent may have been lost on the way.
"""

from datetime import datetime

from django.db import models, transaction
from django.db.models import F
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from shopbell.core.bus import publish
from shopbell.customers.customer import Customer
from shopbell.tickets.message import Message
from shopbell.tickets.ticket import Ticket

from ..delivery import Delivery, State
from ..inbox import Inbox
from .visitor import Visitor, hash_of


class ChatSessionQuerySet(models.QuerySet["ChatSession"]):
    def readable_with(self, token: str):
        """The chats of the browser with the secret `token`, each with its `visitor_id` and `customer_id`."""
        return self.readable_with_hash(hash_of(token))

    def readable_with_hash(self, token_hash: str):
        return self.filter(visitors__token_hash=token_hash, ticket__deletion=None).annotate(
            visitor_id=F("visitors__pk"), customer_id=Coalesce("owner_id", "ticket__customer_id")
        )


def pages_of(ticket: Ticket) -> list[str]:
    """The pages that the chats of `ticket` were started on, the newest first."""
    return [page for page in ticket.chats.order_by("-pk").values_list("page", flat=True) if page]


class ChatSession(models.Model):
    # several after a merge: each browser goes on in its own
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="chats")
    owner = models.ForeignKey(
        "customers.Customer",
        models.SET_NULL,
        null=True,
        related_name="chats",
        help_text="whose chat it is, when a merge brought it into another customer's ticket",
    )
    inbox = models.ForeignKey(Inbox, models.PROTECT, related_name="chats")
    visitors = models.ManyToManyField(Visitor, related_name="chats")
    page = models.CharField(max_length=1000, blank=True, help_text="where it was started")
    got_message_id = models.BigIntegerField(default=0)
    seen_message_id = models.BigIntegerField(default=0)
    mailed_message_id = models.BigIntegerField(default=0)
    seen_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ChatSessionQuerySet.as_manager()

    visitor_id: int  # these two are annotated by `readable_with`
    customer_id: int

    @property
    def customer(self) -> Customer:
        """Who chats: the ticket's customer, unless it came from a ticket of another."""
        return self.owner or self.ticket.customer

    def is_present(self, now: datetime) -> bool:
        """Whether the shopper has a page with this chat open, on any device."""
        return any(visitor.is_present(now) for visitor in self.visitors.all())


@transaction.atomic
def acknowledge(session: ChatSession, *, got: int, seen: int = 0) -> None:
    """The shopper's browser has all messages up to `got`; the shopper has seen those up to `seen`.

    Ids beyond the last message count as the last one. Open screens hear of what is new.
    """
    if got <= session.got_message_id and seen <= session.seen_message_id:
        return
    last = (
        Message.objects.filter(ticket_id=session.ticket_id)
        .order_by("-pk")
        .values_list("pk", flat=True)
        .first()
        or 0
    )
    seen = min(seen, last)
    got = min(max(got, seen), last)
    ChatSession.objects.filter(pk=session.pk).update(
        got_message_id=Greatest("got_message_id", got), seen_message_id=Greatest("seen_message_id", seen)
    )
    fetched = Delivery.objects.filter(
        message__ticket_id=session.ticket_id, message_id__lte=got, channel="chat", state=State.SENT
    ).update(state=State.DELIVERED, finished_at=timezone.now())
    if seen > session.seen_message_id:
        ChatSession.objects.filter(pk=session.pk).update(seen_at=timezone.now())
    if fetched or seen > session.seen_message_id:
        publish(f"ticket-{session.ticket_id}")
    session.got_message_id, session.seen_message_id = (
        max(session.got_message_id, got),
        max(session.seen_message_id, seen),
    )


def keep_owners(giver: Ticket, taker: Ticket, moved: dict[str, list[int]]) -> None:
    """Chats went from `giver` to `taker` (a merge, or one taken back): each stays its customer's."""
    for session in ChatSession.objects.filter(pk__in=moved.get("channel_chat.chatsession", [])):
        owner_id = session.owner_id or giver.customer_id
        session.owner_id = owner_id if owner_id != taker.customer_id else None
        session.save(update_fields=["owner"])


def go_on_in_both(old: Ticket, new: Ticket, message_ids: list[int]) -> None:
    """A part of `old` went on in `new`: when that was talk, its customer's browsers have a second chat."""
    if not Message.objects.filter(pk__in=message_ids, channel="chat").exists():
        return
    for session in ChatSession.objects.filter(ticket=old).select_related("owner", "ticket__customer"):
        if session.customer.pk != new.customer_id:
            continue
        visitors = list(session.visitors.all())
        session.pk, session._state.adding = None, True
        session.ticket, session.owner = new, None
        session.save()
        session.visitors.set(visitors)
