"""A mail that was let into no ticket shows where it belongs: one click attaches it, one detaches it, and nothing is lost."""

import pytest
from django.forms.models import model_to_dict

from shopbell.channels.email.addressees import answer_to
from shopbell.channels.email.likely import Likely, attach_mail, attached_to, detach_mail, likely_of
from shopbell.channels.email.party import is_party, reply_address
from shopbell.channels.email.receive import receive
from shopbell.channels.reply import send_reply
from shopbell.core.errors import Refused
from shopbell.tickets.merge import merge_tickets
from shopbell.tickets.models import Message, Ticket
from shopbell.tickets.status import Status, set_status
from shopbell.tickets.ticket import create_ticket

from .conftest import mail

EVE = {"from": "Eve <eve@home.example>"}


@pytest.fixture
def question(care):
    """Mina has asked by mail."""
    return Ticket.objects.get(pk=receive(mail("It should have come on Tuesday."))["ticket"])


@pytest.fixture
def from_home(question):
    """She writes on from another address: a ticket of its own."""
    told = receive(
        mail("Any news?", message_id="<home@home.example>", references="<first@shopper.example>", **EVE)
    )
    return Ticket.objects.get(pk=told["ticket"])


@pytest.fixture
def likely(from_home):
    return Likely.objects.get(opened=from_home)


def writes_again(number: int = 2) -> int:
    """Eve refers to the first mail again; the ticket that it comes to."""
    raw = mail(
        f"More {number}", message_id=f"<{number}@home.example>", references="<first@shopper.example>", **EVE
    )
    return receive(raw)["ticket"]


@pytest.mark.requirement("R20")
def test_the_likely_ticket_is_shown_and_attached_with_one_click(likely, question, from_home, desk, ada):
    console = desk(ada)
    assert "Belongs elsewhere?" in console.get(f"/desk/tickets/{from_home.pk}/").content.decode()

    console.post(f"/desk/tickets/{from_home.pk}/attach/")
    from_home.refresh_from_db()
    assert Message.objects.get(text="Any news?").ticket == question
    assert from_home.merged_into == question
    assert from_home.status == Status.CLOSED
    assert {"merged", "merged_away"} <= {
        verb for each in (question, from_home) for verb in each.events.values_list("verb", flat=True)
    }
    assert "Detach" in console.get(f"/desk/tickets/{question.pk}/").content.decode()


def test_who_is_attached_takes_no_part_unless_the_agent_says_so(likely, question, ada):
    attach_mail(likely, by=ada)

    assert not is_party(question, "eve@home.example")
    assert writes_again() != question.pk


def test_who_is_let_in_writes_into_the_ticket_from_then_on(likely, question, from_home, desk, ada):
    desk(ada).post(f"/desk/tickets/{from_home.pk}/attach/", {"party": "1"})

    assert writes_again() == question.pk
    assert question.events.get(verb="let_in").data["address"] == "eve@home.example"
    question.refresh_from_db()
    assert reply_address(question) == "mina@shopper.example"


def columns(*tickets: Ticket) -> list[dict]:
    return [
        {
            **model_to_dict(Ticket.objects.get(pk=each.pk)),
            "messages": list(each.messages.order_by("pk").values()),
        }
        for each in tickets
    ]


@pytest.mark.parametrize("is_party_too", [True, False])
def test_detaching_restores_both_exactly(likely, question, from_home, ada, is_party_too):
    before = columns(question, from_home)

    attach_mail(likely, by=ada, is_party=is_party_too)
    detach_mail(Likely.objects.get(), by=ada)
    detach_mail(Likely.objects.get(), by=ada)
    assert columns(question, from_home) == before
    assert not is_party(question, "eve@home.example")
    assert is_party(from_home, "eve@home.example")
    assert likely_of(Ticket.objects.get(pk=from_home.pk), ada)


def test_detaching_leaves_what_came_since(likely, question, from_home, desk, ada):
    attach_mail(likely, by=ada, is_party=True)
    writes_again()
    desk(ada).post(f"/desk/tickets/{from_home.pk}/detach/")

    assert question.messages.filter(text="More 2").exists()
    assert from_home.messages.filter(text="Any news?").exists()


def test_an_agent_who_sees_one_of_the_two_can_do_nothing(likely, question, from_home, desk, bo, advice):
    question.team = advice
    question.save()
    console = desk(bo)

    assert "Belongs elsewhere?" not in console.get(f"/desk/tickets/{from_home.pk}/").content.decode()
    for way in ("attach", "detach", "no-likely"):
        assert console.post(f"/desk/tickets/{from_home.pk}/{way}/").status_code == 404
    from_home.refresh_from_db()
    assert from_home.merged_into is None


def test_it_follows_a_likely_ticket_that_was_merged(likely, question, from_home, ada):
    kept = create_ticket(customer=question.customer, channel="email", subject="The same")
    merge_tickets(kept, question, by=ada)

    attach_mail(Likely.objects.get(), by=ada)
    assert Message.objects.get(text="Any news?").ticket == kept


def test_a_closed_ticket_takes_nothing_in(likely, question, ada):
    set_status(question, Status.CLOSED)

    with pytest.raises(Refused, match="Reopen it first"):
        attach_mail(Likely.objects.get(), by=ada)


def test_a_hint_that_is_wrong_is_put_away_and_brought_back(likely, from_home, desk, ada):
    console = desk(ada)
    console.post(f"/desk/tickets/{from_home.pk}/no-likely/")
    assert likely_of(from_home, ada) is None

    console.post(f"/desk/tickets/{from_home.pk}/no-likely/?undo=1")
    assert likely_of(from_home, ada)


def test_the_same_subject_of_the_same_customer_is_likely_too(question, ada):
    told = receive(mail("Hello again", message_id="<2@x.example>", subject="RE: where is my parcel? [#1]"))
    opened = Ticket.objects.get(pk=told["ticket"])

    likely = likely_of(opened, ada)
    assert opened != question
    assert (likely.ticket, likely.why, likely.stranger) == (question, "subject", "")
    attach_mail(likely, by=ada)
    assert [each.opened for each in attached_to(question, ada)] == [opened]


def test_the_same_subject_of_somebody_else_is_not(question, ada):
    told = receive(mail("Mine too", message_id="<2@x.example>", **{"from": "theo@shopper.example"}))

    assert likely_of(Ticket.objects.get(pk=told["ticket"]), ada) is None


def test_an_answer_to_what_was_attached_goes_to_the_customer_alone(likely, question, ada):
    attach_mail(likely, by=ada)

    reply = send_reply(Ticket.objects.get(pk=question.pk), "It is on its way.", by=ada)
    assert [each.recipient for each in reply.deliveries.all()] == ["mina@shopper.example"]


@pytest.mark.parametrize(("is_let_in", "copies"), [(False, []), (True, ["mina@shopper.example"])])
def test_an_answer_to_all_of_it_reaches_its_sender_only_when_they_were_let_in(
    likely, question, ada, is_let_in, copies
):
    attach_mail(likely, by=ada, is_party=is_let_in)

    answer = answer_to(question, Message.objects.get(text="Any news?"), is_to_all=True)
    assert answer.to == (["eve@home.example"] if is_let_in else ["mina@shopper.example"])
    assert answer.cc == copies
