"""A message that is to begin a ticket: for whom it was asked, what was begun of it, and what macros may say in it."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shopbell.accounts.agent import Agent
from shopbell.channels.email.mime.address import Address
from shopbell.channels.email.sending.addressees import read_line
from shopbell.channels.email.sending.first_message import sending_inboxes
from shopbell.core.row_key import row_key
from shopbell.customers.customer import Customer
from shopbell.customers.identity import Kind
from shopbell.shop.order import Order
from shopbell.shop.order_words import words_of_order
from shopbell.tickets.addressees import Addressees
from shopbell.tickets.beginning import Beginning
from shopbell.tickets.draft import first_draft_of
from shopbell.tickets.macro import words_of
from shopbell.tickets.ticket import Ticket
from shopbell.tickets.views.draft import draft_json


@dataclass(frozen=True)
class Asked:
    """Whom the page was opened for, and about which order."""

    customer: Customer | None = None
    order: Order | None = None

    @property
    def to(self) -> str:
        return self.customer.address if self.customer else ""

    @property
    def beginning(self) -> Beginning:
        customer, order = self.customer, self.order
        return Beginning(customer=customer.pk if customer else 0, order=order.pk if order else 0)


def asked_of(said: Mapping[str, str], agent: Agent) -> Asked:
    """What ?customer= and ?order= say, as far as `agent` may see it."""
    order = Order.objects.visible_to(agent).filter(pk=row_key(said.get("order", ""))).first()
    customers = Customer.objects.visible_to(agent)
    wanted = order.customer_id if order else row_key(said.get("customer", ""))
    return Asked(customers.filter(pk=wanted).first() if wanted else None, order)


def begun_by(agent: Agent, asked: Asked) -> tuple[dict[str, Any], bool]:
    """What stands on the page, as the script takes drafts; and whether it was begun for others than who is `asked`."""
    draft = first_draft_of(agent)
    if draft and not draft.says.is_empty:
        begun, wanted = draft.says.beginning, asked.beginning
        is_other = bool(asked.customer) and (begun.customer, begun.order) != (wanted.customer, wanted.order)
        return draft_json(draft) or {}, is_other
    stored = asked.beginning.stored | {"inbox": _usual_inbox(agent)}
    return {
        "kind": "reply", "version": 0, "text": "", "html": "", "channel": "email", "client_id": str(uuid.uuid4()),
        "in_reply_to": None, "people": Addressees(asked.to).lines or None, "beginning": stored, "is_shared": False,
        "macros": [], "uploads": [],
    }, False  # fmt: skip


def _usual_inbox(agent: Agent) -> int | None:
    """The inbox of a team of theirs, else the first."""
    inboxes = list(sending_inboxes().order_by("pk").values_list("pk", "team"))
    own = (pk for pk, team in inboxes if team in agent.team_ids)
    return next(own, inboxes[0][0] if inboxes else None)


def macro_words_for(said: Mapping[str, str], agent: Agent) -> tuple[dict[str, Any], str]:
    """What macros may name in a message to whom `said` (mail_to, subject, customer, order) names, and its language."""
    beginning = Beginning.of(said)
    named, _wrong = read_line(said.get("mail_to", ""))
    customer = _customer(named[0] if named else Address("", ""), beginning, agent)
    words = words_of(Ticket(subject=beginning.subject, customer=customer), agent)
    words["ticket"]["id"] = ""  # it has none before it is sent
    order = Order.objects.visible_to(agent).filter(pk=beginning.order).first()
    if order:
        words["order"] = words_of_order(order)
    return words, customer.language


def _customer(to: Address, beginning: Beginning, agent: Agent) -> Customer:
    """Who is called by that address, as far as `agent` may know; else somebody of the name that stands before it."""
    known = Customer.objects.visible_to(agent).filter(
        identities__kind=Kind.EMAIL, identities__value=to.address
    )
    meant = known.filter(pk=beginning.customer).first()
    return meant or known.known_as(Kind.EMAIL, to.address).first() or Customer(name=to.name)
