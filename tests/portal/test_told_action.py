"""What shoppers did themselves is told in a ticket, which wants something of agents only where something is left to do."""

import pytest

from shopbell.channels.registry import CHANNELS
from shopbell.portal.question import tickets_of
from shopbell.shop.actions import gate
from shopbell.shop.actions.hold import Hold
from shopbell.shop.authority.approval import grant_approval
from shopbell.shop.models import Approval
from shopbell.shop.ticket_order import link_order
from shopbell.tickets.models import Ticket
from shopbell.tickets.ticket import create_ticket
from tests.channels.email.conftest import work

from .actions import CANCELLED, agree

pytestmark = pytest.mark.django_db


def test_agents_see_it_in_a_ticket_that_wants_nothing_of_them(minas, mina, order):
    agree(minas, order, **CANCELLED)
    work()

    ticket = Ticket.objects.get()
    assert ticket.channel == "portal" and CHANNELS["portal"].label == "Customer portal"
    assert ticket.status == "solved" and ticket.order_links.get().order == order
    event = ticket.events.get(verb="action_performed")
    assert event.customer == mina and event.data["action"] == "cancel_order"
    assert not Ticket.objects.in_queue().exists()


def test_it_stands_among_ones_questions_with_what_became_of_it(minas, mina, order):
    done = agree(minas, order, **CANCELLED).headers["Location"]

    ticket = tickets_of(mina).get()
    assert f"/portal/questions/{ticket.pk}/" in minas.get("/portal/questions/").content.decode()
    assert f'href="{done}"' in minas.get(f"/portal/questions/{ticket.pk}/").content.decode()


def test_it_shows_nobody_a_ticket_of_agents_that_it_was_told_in(minas, mina, order, ada):
    inside = create_ticket(customer=mina, channel="email", subject="Fraud?", by=ada)
    link_order(inside, order, by=ada)

    agree(minas, order, **CANCELLED)

    assert inside.events.filter(verb="action_performed").exists() and not tickets_of(mina).exists()


def test_it_is_told_in_the_ticket_that_is_about_it(minas, order, late_parcel, ada):
    link_order(late_parcel, order, by=ada)

    agree(minas, order, **CANCELLED)

    late_parcel.refresh_from_db()
    assert late_parcel.events.filter(verb="action_performed").exists() and late_parcel.is_unsolved


def test_what_needs_approval_waits_for_an_agent_and_is_settled_then(minas, mina, order, root, monkeypatch):
    monkeypatch.setattr(gate, "GATES", [lambda scene, preview: Hold("lead", "A lead looks at it.")])
    done = agree(minas, order, **CANCELLED)

    assert "Somebody of us looks at it." in minas.get(done.headers["Location"]).content.decode()
    ticket = Ticket.objects.get()
    assert ticket.is_unsolved and ticket.events.filter(verb="approval_asked").exists()
    order.refresh_from_db()
    assert order.status == "pending"

    grant_approval(Approval.objects.get(), by=root)
    work()
    order.refresh_from_db()
    ticket.refresh_from_db()
    assert (order.status, ticket.status) == ("cancelled", "solved")
