"""What this floor keeps of a customer who is erased: tickets, messages in tickets of others, and their names there.

The tickets are deleted at once, so that nobody reads them and no answer joins them, and erased one by one. What was
merged with a ticket of somebody else is taken apart first: theirs stays.
"""

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from shopbell.core.bus import publish
from shopbell.customers.erasure import Doomed, Part
from shopbell.customers.merge import CustomerMerge

from .customer_change import POINTER
from .deletion import Deletion, erase_messages, erase_ticket
from .event import Event, Verb
from .list_columns import restore_ticket_columns
from .merge import Merge, unmerge_ticket
from .message import Message
from .ticket import Ticket

AT_ONCE = 20
POINTERS = ("gone_id", "kept_id", "other_id")  # in an event's data: another ticket
NAMES = ("subject", "customer", "address")  # and what it says of that ticket, or of who came with it


def erase_some(ids: list[int]) -> int:
    """Erase a few tickets of the customers `ids`, then what they wrote in those of others; returns how many."""
    numbers = list(_tickets(ids).order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    for number in numbers:
        _erase(number, ids)
    return len(numbers) or _erase_elsewhere(ids)


@transaction.atomic
def _erase(number: int, ids: list[int]) -> None:
    ticket = Ticket(pk=number)
    try:
        ticket.lock()  # who writes into it this very moment has ended, or finds it gone
    except Ticket.DoesNotExist:
        return
    for merge in _merges_with_others(ids).filter(Q(gone=ticket) | Q(kept=ticket)).select_related("gone"):
        _take_apart(merge.gone, ids)
    _name_nobody_elsewhere(ticket)
    Deletion.objects.get_or_create(ticket=ticket)  # somebody may have restored it meanwhile
    erase_ticket(ticket)


def _take_apart(gone: Ticket, ids: list[int]) -> None:
    """Undo the merge of `gone`. Later merges of a ticket of theirs go first; those of other people stay."""
    merge = Merge.objects.filter(gone=gone).select_related("kept").first()
    if merge is None:
        return
    if merge.kept.customer_id in ids:
        _take_apart(merge.kept, ids)
    unmerge_ticket(gone, wherever=True)


def _name_nobody_elsewhere(ticket: Ticket) -> None:
    """The timelines of other tickets, which its own events lead to, name its subject and people no longer."""
    data = Event.objects.filter(ticket=ticket).values_list("data", flat=True)
    others = {each[name] for each in data for name in POINTERS if name in each}
    about = Q()
    for name in POINTERS:
        about |= Q(**{f"data__{name}": ticket.pk})
    for event in Event.objects.filter(about, ticket__in=others):
        event.data |= {name: "…" for name in NAMES if event.data.get(name)}
        event.save(update_fields=["data"])


@transaction.atomic
def _erase_elsewhere(ids: list[int]) -> int:
    """What they wrote in one ticket of somebody else; returns how many messages."""
    first = _elsewhere(ids).select_related("ticket").order_by("pk").first()
    if first is None:
        return 0
    first.ticket.lock()
    count = erase_messages(first.ticket, Message.objects.filter(ticket=first.ticket, customer__in=ids))
    restore_ticket_columns(first.ticket)
    publish(f"ticket-{first.ticket_id}", "queue")
    return count


def hide(doomed: Doomed) -> None:
    """Take their tickets off every list, and their names off the timelines of tickets that they had once."""
    numbers = _tickets(doomed.ids).filter(deletion=None).values_list("pk", flat=True)
    Deletion.objects.bulk_create(
        [Deletion(ticket_id=number) for number in numbers], ignore_conflicts=True, batch_size=1_000
    )
    for merge in CustomerMerge.objects.filter(Q(kept__in=doomed.ids) | Q(gone__in=doomed.ids)):
        told = Event.objects.filter(ticket__in=merge.moved.get(POINTER, []), verb=Verb.CUSTOMER_CHANGED)
        for event in told:
            named = {side: "…" for side in ("before", "after") if event.data.get(f"{side}_id") in doomed.ids}
            event.data |= {**named, "reason": ""}
            event.save(update_fields=["data"])
    publish("queue")


def goes(doomed: Doomed) -> list[str]:
    tickets, elsewhere = _tickets(doomed.ids).count(), _elsewhere(doomed.ids).count()
    said = []
    if tickets:
        words = _("Tickets with messages, notes, files, raw mails, drafts and timeline: %(count)s.")
        said.append(words % {"count": tickets})
    if elsewhere:
        said.append(_("Messages that they wrote in tickets of others: %(count)s.") % {"count": elsewhere})
    return said


def stays(doomed: Doomed) -> list[str]:
    said = [
        _("What other people wrote of them in tickets of their own: the desk cannot know it. Search for it.")
    ]
    if _merges_with_others(doomed.ids).exists():
        said.append(_("Tickets of others that were merged with theirs: the merges are taken back."))
    return said


def _tickets(ids: list[int]):
    return Ticket.objects.filter(customer__in=ids)


def _elsewhere(ids: list[int]):
    return Message.objects.filter(customer__in=ids).exclude(ticket__customer__in=ids)


def _merges_with_others(ids: list[int]):
    gone, kept = Q(gone__customer__in=ids), Q(kept__customer__in=ids)
    return Merge.objects.filter((gone & ~kept) | (kept & ~gone))


PART = Part(
    goes=goes,
    stays=stays,
    at_once=hide,
    some=erase_some,
    left=lambda ids: _tickets(ids).count(),
)
