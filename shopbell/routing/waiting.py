"""What waits for somebody, in the order in which it is taken: live customers first, each by the promise that
breaks first, then by the longest wait.

What came in by night, or was left lying, so never stands before somebody who waits at their screen; a team may keep it
apart from what is new as well (`backlog.py`). A chat in which
nobody waits is no live customer: it stands among the mails, by its promise as they do.
"""

from collections.abc import Iterable, Iterator
from heapq import merge
from itertools import islice

from django.db.models import DurationField, Exists, ExpressionWrapper, F, OuterRef, Q
from django.db.models.functions import Coalesce

from shopbell.tickets.complexity_factor import Level
from shopbell.tickets.status import Status
from shopbell.tickets.ticket import Ticket, TicketQuerySet

from .backlog import Lanes
from .capacity import CapacityPolicy, live_channels
from .offer import Offer
from .team_routing import Mode, TeamRouting

# a complex ticket stands where it would if a tenth of its time were gone already
A_TENTH = ExpressionWrapper(
    (F("clocks__due_at") - Coalesce("waiting_since", "last_message_at")) / 10, output_field=DurationField()
)
BY_WAIT = (F("waiting_since").asc(nulls_last=True), "last_message_at", "pk")


def wanting_tickets() -> TicketQuerySet:
    """Tickets that nobody has and which want an agent now, whether or not somebody is asked about them."""
    queued = Ticket.objects.undeleted().standing().in_queue()
    return queued.filter(assignee=None, status__among=[Status.NEW, Status.OPEN])


def waiting_tickets() -> TicketQuerySet:
    """Those of them that nobody is asked about."""
    open_offer = Offer.objects.open().filter(ticket=OuterRef("pk"))
    return wanting_tickets().filter(~Exists(open_offer))


def of_teams(tickets: TicketQuerySet, teams: Iterable[int | None]) -> TicketQuerySet:
    """Those of `tickets` that are in the queue of one of `teams`, None being the queue of no team."""
    known = list(teams)
    theirs = Q(team__in=[team for team in known if team])
    return tickets.filter(theirs | Q(team=None) if None in known else theirs)


def in_order(
    tickets: TicketQuerySet, policy: CapacityPolicy, most: int, lanes: Lanes | None = None
) -> Iterator[int]:
    """The ids of at most `most` of `tickets`, the most pressing first.

    With `lanes` what can wait is mixed of what is new and of the backlog.
    """
    live = Q(channel__in=live_channels(policy), waiting_since__isnull=False)
    first = _pressing(tickets.filter(live), most)
    yield from first
    rest, can_wait = most - len(first), tickets.exclude(live)
    if not rest:
        return
    if lanes is None:
        yield from _pressing(can_wait, rest)
        return
    new, left = can_wait.exclude(lanes.backlog), can_wait.filter(lanes.backlog)
    yield from islice(lanes.mixed(_pressing(new, rest), _pressing(left, rest)), rest)


def _pressing(tickets: TicketQuerySet, most: int) -> list[int]:
    """What has a deadline is asked for before what has none: each is read in the order of an index then, while one
    order over both would sort all that waits for each decision.
    """
    due = _by_deadline(tickets, most)
    return due + _by_wait(tickets, most - len(due)) if len(due) < most else due


def _by_deadline(tickets: TicketQuerySet, most: int) -> list[int]:
    """The few complex ones are asked for by themselves, and found again in the index where they stood otherwise."""
    due = tickets.filter(clocks__due_at__isnull=False)
    plain = due.order_by("clocks__due_at", *BY_WAIT).values_list("pk", "clocks__due_at")[:most]
    hard = due.filter(complexity__level=Level.COMPLEX).annotate(sooner=F("clocks__due_at") - A_TENTH)
    sooner = hard.order_by("sooner", *BY_WAIT).values_list("pk", "sooner")[:most]
    merged = merge(sooner, plain, key=lambda row: row[1])
    return list(dict.fromkeys(pk for pk, _at in merged))[:most]


def _by_wait(tickets: TicketQuerySet, most: int) -> list[int]:
    return list(tickets.filter(clocks__due_at=None).order_by(*BY_WAIT).values_list("pk", flat=True)[:most])


def claim(ticket_id: int, among: TicketQuerySet | None = None) -> Ticket | None:
    """The ticket, held until the transaction ends; None when it needs nobody, somebody has it in hand, or it is not
    `among` those that are asked for any more.
    """
    held = (waiting_tickets() if among is None else among).select_for_update(of=("self",), skip_locked=True)
    return held.filter(pk=ticket_id).select_related("reason", "customer", "clocks", "complexity").first()


def routed_teams(modes: Iterable[Mode]) -> list[int | None]:
    """The teams whose tickets go one of these ways."""
    return list(TeamRouting.objects.filter(mode__in=list(modes)).values_list("team_id", flat=True))
