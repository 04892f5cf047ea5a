"""The palette: one box for every place of the desk. While it is empty, where the agent was lately and is often.

What can be done with the open ticket is not here: the script reads that off the screen, where it stands already.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from shopbell.search.query import CUSTOMERS, ORDERS, TICKETS, find, may_find
from shopbell.search.typed import read_typed
from shopbell.search.visit import visits_of
from shopbell.tickets.filter.condition import Asker
from shopbell.tickets.ticket import Ticket

from . import palette_places as places
from .palette_places import Option

LATELY, OFTEN, OFTEN_FROM = 7, 4, 2.0  # a visit counts one, and half of it a week later
MANY, SOME = 6, 4
CANDIDATES = 20  # matches read for six tickets: several may be of one


@dataclass(frozen=True)
class Group:
    label: str
    options: list[Option]


def palette_of(agent, text: str, ticket: Ticket | None = None) -> list[Group]:
    """What the palette offers for `text`; macros only with a `ticket` they can go into."""
    groups = _found(agent, text, ticket) if text.strip() else _usual(agent)
    return [group for group in groups if group.options]


def _usual(agent) -> list[Group]:
    visits = visits_of(agent)
    lately = places.options_of(agent, [place for place, weight in visits[: 2 * LATELY]])[:LATELY]
    shown = {option.place for option in lately}
    by_weight = sorted(visits, key=lambda visit: -visit[1])
    often = [place for place, weight in by_weight if weight >= OFTEN_FROM and place not in shown]
    return [
        Group(_("Lately"), lately),
        Group(_("Often"), places.options_of(agent, often[: 2 * OFTEN])[:OFTEN]),
        Group(_("Views"), places.views(agent)),
    ]


def _found(agent, text: str, ticket: Ticket | None) -> list[Group]:
    typed = read_typed(text, Asker.of(agent))
    kinds = [TICKETS] if typed.conditions else may_find(agent)
    findings = find(agent, typed.words, kinds, most=CANDIDATES, is_kind=False, conditions=typed.conditions)
    ask = findings.ask
    ids = {kind: [hit.object_id for hit in hits] for kind, hits in findings.hits.items()}
    tickets = dict.fromkeys(hit.ticket_id for hit in findings.hits[TICKETS] if hit.ticket_id)
    pages = [*places.views(agent), *places.figures(agent), *places.shop_pages(agent)]
    everything = places.search_page(typed.text.strip(), _("Search messages and everything else"))
    found = Group(_("Tickets"), places.tickets(agent, list(tickets)[:MANY], ask))
    if typed.conditions:
        return [found, Group(_("Search"), [everything])]
    return [
        found,
        Group(_("Customers"), places.customers(agent, ids.get(CUSTOMERS, [])[:SOME], ask)),
        Group(_("Orders"), places.orders(agent, ids.get(ORDERS, [])[:SOME], ask)),
        Group(_("Views"), places.fitting(pages, ask)),
        Group(_("Help centre"), places.answers(agent, typed.words)),
        Group(_("Macros"), places.fitting(places.macros(agent, ticket), ask)[:MANY]),
        Group(_("Settings"), places.settings(agent, ask)[:MANY]),
        Group(_("Search"), [everything]),
    ]
