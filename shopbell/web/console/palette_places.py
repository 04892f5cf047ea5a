"""The places the palette leads to, each by the word it is remembered with: ticket-7, view-mine, settings-tags."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from shopbell.accounts.permission import Permission
from shopbell.core.folding import words
from shopbell.core.row_key import row_key
from shopbell.core.settings_card import cards_of
from shopbell.customers.customer import Customer
from shopbell.search.ask import Ask
from shopbell.search.excerpt import marked
from shopbell.search.help.sources import SOURCES
from shopbell.shop.order import Order
from shopbell.shop.policies.page import pages_at
from shopbell.tickets.macro import Macro
from shopbell.tickets.ticket import Ticket

from .queue import queues_of
from .search import order_places
from .search_answers import answer_kinds, documents
from .settings_search import find_settings
from .wall_pages import WALL, wall_pages

POLICY, ANSWERS = "policy", 4


@dataclass(frozen=True)
class Option:
    """One line of the palette. It leads to `address`, or puts the macro that `macro` fetches into the composer."""

    place: str
    label: Markup
    icon: str
    address: str = ""
    detail: str = ""
    macro: str = ""


def options_of(agent, places: Iterable[str]) -> list[Option]:
    """The `places` that there still are and that `agent` may go to, in their order."""
    places = list(places)
    numbers: dict[str, list[int]] = {"ticket": [], "customer": []}
    for place in places:
        kind, _, number = place.partition("-")
        if kind in numbers and row_key(number):
            numbers[kind].append(row_key(number))
    pages = [*views(agent), *figures(agent), *shop_pages(agent), *settings_pages(agent)]
    known = {option.place: option for option in pages}
    known |= {option.place: option for option in tickets(agent, numbers["ticket"])}
    known |= {option.place: option for option in customers(agent, numbers["customer"])}
    return [known[place] for place in places if place in known]


def tickets(agent, ids: Iterable[int], ask: Ask | None = None) -> list[Option]:
    rows = Ticket.objects.visible_to(agent).select_related("customer")
    return [
        Option(
            f"ticket-{ticket.pk}",
            _marked(str(ticket), ask),
            icon="inbox",
            address=reverse("ticket", args=[ticket.pk]),
            detail=f"#{ticket.pk} · {ticket.customer.name or ticket.get_status_display()}",
        )
        for ticket in _in_order(rows, ids)
    ]


def customers(agent, ids: Iterable[int], ask: Ask | None = None) -> list[Option]:
    rows = Customer.objects.visible_to(agent).prefetch_related("identities")
    return [
        Option(
            f"customer-{customer.pk}",
            _marked(str(customer), ask),
            icon="user-round",
            address=reverse("customer", args=[customer.pk]),
            detail=customer.address if customer.name else "",
        )
        for customer in _in_order(rows, ids)
    ]


def orders(agent, ids: Iterable[int], ask: Ask | None = None) -> list[Option]:
    rows = _in_order(Order.objects.visible_to(agent).select_related("customer"), ids)
    places = order_places(agent, rows)
    return [
        Option(
            f"order-{order.pk}",
            _marked(str(order), ask),
            icon="package",
            address=places[order.pk],
            detail=f"{order.customer.name} · {order.get_status_display()}".strip(" ·"),
        )
        for order in rows
        if order.pk in places
    ]


def views(agent) -> list[Option]:
    return [
        Option(
            f"view-{queue.slug}", escape(queue.title), icon="list", address=reverse("view", args=[queue.slug])
        )
        for queue in queues_of(agent)
    ]


def figures(agent) -> list[Option]:
    """The wall, and the pages beside it."""
    pages = [WALL, *wall_pages(agent)] if agent.may(Permission.WALL_READ) else []
    return [Option(f"wall-{each.name}", escape(str(each.label)), each.icon, each.address) for each in pages]


def shop_pages(agent) -> list[Option]:
    """The shop's policies as shoppers read them; what waits for approval and what was made an exception of, for those
    who look after it."""
    pages = [
        Option(
            f"policy-page-{page.slug}",
            escape(str(page.title)),
            "scale",
            reverse("shop-policy", args=[page.slug]),
        )
        for page in pages_at(timezone.now())
    ]
    if agent.may(Permission.ORDER_READ):
        pages.append(Option("approvals", escape(_("Approvals")), "clock", reverse("approvals")))
        pages.append(Option("defects", escape(_("Defects of products")), "badge-alert", reverse("defects")))
    if agent.may(Permission.ORDER_APPROVE):
        pages.append(Option("exceptions", escape(_("Exceptions")), "scale", reverse("exceptions")))
    return pages


def settings_pages(agent) -> list[Option]:
    return [
        Option(card.name, escape(str(card.label)), card.icon, reverse(card.name), str(card.lead))
        for card in cards_of(agent)
    ]


def settings(agent, ask: Ask) -> list[Option]:
    """Pages, single settings and the rows of tables; a page is remembered by its own word."""
    return [
        Option(
            found.place, _marked(found.label, ask), found.icon, found.address, found.trail or found.sentence
        )
        for found in find_settings(agent, ask)
    ]


def macros(agent, ticket: Ticket | None) -> list[Option]:
    if ticket is None:
        return []
    return [
        Option(
            f"macro-{macro.pk}",
            escape(macro.name),
            icon="zap",
            detail=" ".join(macro.text.split())[:90],
            macro=reverse("ticket-macro", args=[ticket.pk, macro.pk]),
        )
        for macro in Macro.objects.usable_by(agent)
    ]


def answers(agent, text: str) -> list[Option]:
    """What of the help centre answers `text`, as far as the agent may read; its policies are among the pages."""
    kinds = answer_kinds(agent)
    found = documents(agent, text, [kind for kind in SOURCES if kind != POLICY], ANSWERS)
    return [
        Option(
            f"{hit.kind}-{hit.object_id}",
            hit.title,
            kinds[hit.kind][1],
            hit.address,
            hit.category or kinds[hit.kind][0],
        )
        for hit in found[:ANSWERS]
    ]


def search_page(text: str, label: str) -> Option:
    return Option(
        "search", escape(label), icon="search", address=f"{reverse('search')}?{urlencode({'q': text})}"
    )


def fitting(options: Iterable[Option], ask: Ask) -> list[Option]:
    """Those whose name has words that begin as all those of `ask`, marked."""
    return [
        replace(option, label=_marked(option.label.unescape(), ask))
        for option in options
        if _fits(words(option.label.unescape()), ask)
    ]


def _fits(named: list[str], ask: Ask) -> bool:
    asked = [word for term in ask.terms for word in term.words]
    return all(any(each.startswith(word) for each in named) for word in asked)


def _marked(text: str, ask: Ask | None) -> Markup:
    return marked(text, ask) if ask else escape(text)


def _in_order(rows, ids: Iterable[int]) -> list:
    """The rows with these `ids` that there are, in the order of `ids`."""
    ids = list(ids)
    found = rows.in_bulk(ids) if ids else {}
    return [found[pk] for pk in ids if pk in found]
