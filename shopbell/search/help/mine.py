"""A signed-in shopper's own orders and questions, among what they search.

Their words come from the agents' index, and only of what the portal shows to this customer: that is part of each query.
There are some hundreds of them at most, so they are read whole. An error of typing is forgiven by the customer's own
words, which nobody else is ever offered.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from babel.dates import format_date
from django.contrib.postgres.fields import ArrayField
from django.db.models import F, Func, QuerySet, TextField
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from markupsafe import Markup

from shopbell.core.reader import locale
from shopbell.customers.customer import Customer
from shopbell.portal.own_action import orders_of
from shopbell.portal.question import read_in, state_of, tickets_of
from shopbell.search.ask import Ask, Term
from shopbell.search.entry import Entry, Kind
from shopbell.search.excerpt import excerpt, marked
from shopbell.search.index import index_due
from shopbell.search.vocabulary import is_forgiven, is_neighbour
from shopbell.shop.order import Order, status_for_shoppers
from shopbell.tickets.message import Message
from shopbell.tickets.ticket import Ticket

from .dictionary import is_far_rarer, is_spelled
from .question import Asked, Question

MINE = "mine"
READ = 200  # newest entries of each kind
MOST = 50
CATCH = 20
ENOUGH = 0.5  # of all that the question tells: these stand before everything else
EXACT, NEAR = 1.0, 0.8
WORDS = Func(F("words"), function="tsvector_to_array", output_field=ArrayField(TextField()))


@dataclass(frozen=True)
class Mine:
    """One of a customer's own things, as they see it among the results."""

    title: Markup
    address: str
    excerpt: Markup
    state: str
    object_id: int


@dataclass
class Candidate:
    """An order or a ticket with all its words; of a ticket also those of each message."""

    words: set[str] = field(default_factory=set)
    messages: dict[int, set[str]] = field(default_factory=dict)


def find_mine(customer: Customer, questions: list[Question]) -> list[Mine]:
    """What of theirs answers the question, the best first; none where it is about something else."""
    if not questions or not questions[0]:
        return []
    index_due(CATCH, waits=False)
    orders, tickets = _orders(customer), _tickets(customer)
    known = {word for each in [*orders.values(), *tickets.values()] for word in each.words}
    meant = [_Meant(term, _matching(term, questions, known)) for term in questions[0].terms if not term.both]
    ask = Ask(questions[0].text, tuple(Term(each.term.words, others=tuple(each.words)) for each in meant))
    wanted = ENOUGH * questions[0].total
    found = [(_score(each.words, meant, wanted), Kind.ORDER, pk) for pk, each in orders.items()]
    found += [(_score(each.words, meant, wanted), Kind.TICKET, pk) for pk, each in tickets.items()]
    best = sorted((each for each in found if each[0]), reverse=True)[:MOST]
    shown_orders = _shown_orders(customer, _numbers(best, Kind.ORDER), ask)
    said = {pk: _best_message(tickets[pk], meant) for pk in _numbers(best, Kind.TICKET)}
    shown = {Kind.ORDER: shown_orders, Kind.TICKET: _shown_tickets(customer, said, ask)}
    return [shown[kind][pk] for _points, kind, pk in best if pk in shown[kind]]


@dataclass(frozen=True)
class _Meant:
    """A word of the question, and the customer's own words that it finds, each with how near it is."""

    term: Asked
    words: dict[str, float]

    def nearness(self, words: set[str]) -> float:
        if not self.words:  # of a script without spaces: all its pairs
            return EXACT if all(word in words for word in self.term.words) else 0.0
        return max((near for word, near in self.words.items() if word in words), default=0.0)


def _matching(term: Asked, questions: list[Question], known: set[str]) -> dict[str, float]:
    """In any language of the questions, since goods are named in the shop's."""
    alike = [each for question in questions for each in question.terms if each.words == term.words]
    found = {word: EXACT for word in term.words if len(term.words) == 1 and word in known}
    found |= {word: NEAR for word in known if word not in found and any(each.marks(word) for each in alike)}
    typed = term.words[0]
    if not found and not term.count and is_forgiven(typed):
        is_right = is_spelled(typed, term.language)
        near = [word for word in known if is_neighbour(typed, word)]
        found = {word: NEAR for word in near if not is_right or is_far_rarer(typed, word, term.language)}
    return found


def _score(words: set[str], meant: list[_Meant], wanted: float) -> float:
    """What the question tells that stands in `words`; nothing below `wanted`."""
    near = [(each.term, each.nearness(words)) for each in meant]
    if sum(term.tells for term, nearness in near if nearness) < wanted:
        return 0.0
    return sum(term.tells * nearness for term, nearness in near)


def _orders(customer: Customer) -> dict[int, Candidate]:
    rows = Entry.objects.filter(kind=Kind.ORDER, object_id__in=orders_of(customer).values("pk"))
    return {pk: Candidate(words) for pk, _ticket, words in _read(rows)}


def _tickets(customer: Customer) -> dict[int, Candidate]:
    """Theirs with what was said in them to their eyes; never a note."""
    theirs = tickets_of(customer)
    to_read = read_in(Message.objects.filter(ticket__in=theirs.values("pk")))
    heads = Entry.objects.filter(kind=Kind.TICKET, object_id__in=theirs.values("pk"))
    messages = Entry.objects.filter(kind=Kind.MESSAGE, object_id__in=to_read.values("pk"))
    found: dict[int, Candidate] = defaultdict(Candidate)
    for pk, _ticket, words in _read(heads):
        found[pk].words |= words
    for pk, ticket_id, words in _read(messages):
        found[ticket_id].words |= words
        found[ticket_id].messages[pk] = words
    return found


def _read(rows: QuerySet[Entry]) -> Iterable[tuple[int, int, set[str]]]:
    newest = rows.annotate(said=WORDS).order_by("-at")
    for pk, ticket_id, words in newest.values_list("object_id", "ticket_id", "said")[:READ]:
        yield pk, ticket_id or 0, {word for word in words if word[0].isalnum()}  # without marks of our own


def _numbers(found: list[tuple[float, Kind, int]], wanted: Kind) -> list[int]:
    return [pk for _points, kind, pk in found if kind == wanted]


def _best_message(ticket: Candidate, meant: list[_Meant]) -> int:
    """The message that says most of it, the newest of those; 0 where none says any."""
    points = {pk: _score(words, meant, 0) for pk, words in ticket.messages.items()}
    best = max(points, key=lambda pk: (points[pk], pk), default=0)
    return best if points.get(best) else 0


def _shown_orders(customer: Customer, ids: list[int], ask: Ask) -> dict[int, Mine]:
    rows = orders_of(customer).filter(pk__in=ids).prefetch_related("lines")
    return {order.pk: _shown_order(order, ask) for order in rows}


def _shown_order(order: Order, ask: Ask) -> Mine:
    goods = ", ".join(line.name for line in order.lines.all())
    day = format_date(timezone.localtime(order.placed_at), "long", locale=locale()) if order.placed_at else ""
    return Mine(
        marked(_("Order %(number)s") % {"number": order}, ask),
        reverse("portal-order", args=[order.pk]),
        excerpt(" · ".join(each for each in (day, goods) if each), ask),
        status_for_shoppers(order.status),
        order.pk,
    )


def _shown_tickets(customer: Customer, said: dict[int, int], ask: Ask) -> dict[int, Mine]:
    """`said` names the message of each ticket that is shown of it."""
    texts = dict(read_in(Message.objects.filter(pk__in=said.values())).values_list("pk", "text"))
    rows = tickets_of(customer).filter(pk__in=said)
    return {ticket.pk: _shown_ticket(ticket, texts.get(said[ticket.pk], ""), ask) for ticket in rows}


def _shown_ticket(ticket: Ticket, text: str, ask: Ask) -> Mine:
    address = reverse("portal-question", args=[ticket.pk])
    return Mine(marked(str(ticket), ask), address, excerpt(text, ask), state_of(ticket)[0], ticket.pk)
