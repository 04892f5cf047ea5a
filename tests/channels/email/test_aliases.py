"""Further addresses of an inbox: their mail comes in there, and nobody is answered at them."""

import pytest

from shopbell.channels.email.joining.party import is_own
from shopbell.channels.email.receive import receive
from shopbell.channels.email.recipient import Directory, inbox_for
from shopbell.channels.email.sending.addressees import answer_to
from shopbell.channels.inbox import inbox_of
from shopbell.channels.models import Inbox
from shopbell.tickets.models import Ticket

from .conftest import mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def info(care):
    care.settings = {"aliases": "info@shop.example hello@lamps.example"}
    care.save()
    return care


@pytest.fixture
def second(db):
    return Inbox.objects.create(channel="email", name="Returns", address="returns@shop.example")


def ticket_of(raw: bytes) -> Ticket:
    return Ticket.objects.get(pk=receive(raw)["ticket"])


def test_mail_for_it_is_let_in_and_belongs_to_the_inbox(second, info):
    directory = Directory()
    directory.refresh()

    assert (
        directory.find("hello@lamps.example") == directory.find("Info+news@shop.example") == (True, info.pk)
    )
    assert directory.find("nobody@lamps.example") == (False, None)
    assert inbox_of(ticket_of(mail(to="Info <info@shop.example>"))) == info


def test_it_is_an_address_of_the_desk(info):
    assert (
        is_own("info@shop.example")
        and is_own("hello+abc@lamps.example")
        and not is_own("nobody@lamps.example")
    )


def test_who_answers_all_does_not_write_to_the_desk(info):
    ticket = ticket_of(mail(to="info@shop.example", cc="partner@shopper.example"))
    answer = answer_to(ticket, ticket.messages.get(), is_to_all=True)

    assert (answer.to, answer.cc) == (["mina@shopper.example"], ["partner@shopper.example"])


def test_an_inboxs_own_address_is_no_others_alias(second, info):
    info.settings = {"aliases": "returns@shop.example"}
    info.save()

    assert inbox_for(["returns@shop.example"]) == second.pk


def test_one_address_leads_to_one_inbox(second, info, desk, root):
    page = f"/desk/settings/inboxes/{second.pk}/"
    known = {"name": "Returns", "address": "returns@shop.example", "is_active": "on"}

    taken = desk(root).post(page, known | {"email-aliases": "info@shop.example"})
    assert taken.status_code == 422 and "leads to the inbox Care already" in taken.content.decode()
    assert desk(root).post(page, known | {"email-aliases": "Back@Shop.example"}).status_code == 302
    second.refresh_from_db()
    assert second.setting("aliases") == "back@shop.example"
