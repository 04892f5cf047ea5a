"""The cast of every test.

Agents: ada leads Returns, bo is on her team, cy is on another and must see nothing, root is the admin.
Customers: mina and theo.
"""

import pytest
from django.utils import timezone

from shopbell.accounts.models import Agent, Membership, Role, Team
from shopbell.channels.models import Inbox
from shopbell.customers.customer import claim_identity
from shopbell.customers.models import Customer
from shopbell.helpcenter.kept_page import PAGES
from shopbell.tickets.message import receive_message
from shopbell.tickets.ticket import create_ticket

PASSWORD = "a long enough password"


def agent(name: str, role: str, team: Team | None = None, *, is_lead: bool = False) -> Agent:
    person = Agent.objects.create_user(
        f"{name.split()[0].lower()}@desk.example", PASSWORD, name=name, role=Role.objects.get(name=role)
    )
    if team:
        Membership.objects.create(team=team, agent=person, is_lead=is_lead)
    return person


def customer(name: str) -> Customer:
    person = Customer.objects.create(name=name)
    claim_identity(
        person,
        "email",
        f"{name.split()[0].lower()}@shopper.example",
        source="shop",
        verified_at=timezone.now(),
    )
    return person


@pytest.fixture
def returns(db):
    return Team.objects.create(name="Returns")


@pytest.fixture
def advice(db):
    return Team.objects.create(name="Product advice")


@pytest.fixture
def ada(returns):
    """A lead, of the team Returns."""
    return agent("Ada Moreau", "Lead", returns, is_lead=True)


@pytest.fixture
def bo(returns):
    """An agent of the team Returns."""
    return agent("Bo Lind", "Agent", returns)


@pytest.fixture
def cy(advice):
    """An agent of another team."""
    return agent("Cy Adeyemi", "Agent", advice)


@pytest.fixture
def root(db):
    """The admin."""
    return agent("Root Admin", "Admin")


@pytest.fixture
def mina(db):
    return customer("Mina Okafor")


@pytest.fixture
def theo(db):
    return customer("Theo Brandt")


@pytest.fixture
def care(returns):
    """The shop's e-mail inbox."""
    return Inbox.objects.create(channel="email", name="Care", address="care@shop.example", team=returns)


@pytest.fixture
def shop_chat(returns):
    """The chat of the shop's pages."""
    return Inbox.objects.create(
        channel="chat", name="Shop chat", team=returns, settings={"origins": ["http://testserver"]}
    )


@pytest.fixture
def late_parcel(mina, returns):
    """An e-mail ticket in the queue of Returns: a parcel has not arrived."""
    ticket = create_ticket(
        customer=mina, channel="email", subject="Where is my parcel?", team=returns, by=mina
    )
    receive_message(ticket, "It should have come on Tuesday.", customer=mina, channel="email")
    return ticket


@pytest.fixture
def wrong_size(theo, returns, bo):
    """A chat ticket of Bo's: a shirt is too small."""
    ticket = create_ticket(
        customer=theo, channel="chat", subject="The shirt is too small", team=returns, by=theo
    )
    ticket.assignee = bo
    ticket.save()
    receive_message(ticket, "Can I swap it for L?", customer=theo, channel="chat")
    return ticket


@pytest.fixture
def desk(client):
    """Sign an agent in: `desk(ada).get("/desk/")`."""

    def sign_in(person):
        client.force_login(person)
        return client

    return sign_in


@pytest.fixture(autouse=True)
def no_kept_pages():
    """A page that another test made is none of this one's."""
    PAGES.clear()
