"""A mail that was let into no ticket shows where it belongs: one click attaches it, one detaches it, and nothing is lost."""

import pytest

from shopbell.channels.email.joining.likely import Likely, attach_mail, attached_to, likely_of
from shopbell.channels.email.joining.party import is_party
from shopbell.channels.email.receive import receive
from shopbell.channels.email.sending.acknowledge import acknowledge
from shopbell.channels.email.sending.addressees import answer_to
from shopbell.channels.reply import send_reply
from shopbell.core.errors import Refused
from shopbell.tickets.addressees import Addressees
from shopbell.tickets.deletion import delete_ticket, erase_ticket
from shopbell.tickets.merge import merge_tickets
from shopbell.tickets.models import Message, Ticket
from shopbell.tickets.status import Status, set_status
from shopbell.tickets.ticket import create_ticket
from tests.channels.email.joining.likely import EVE, opened_by, writes_again

from ..conftest import mail


def test_who_goes_on_answering_a_closed_ticket_stays_in_the_one_that_followed(question, ada):
    """People answer the last mail that they have, again and again."""
    set_status(question, Status.CLOSED, by=ada)
    first, second = (
        opened_by(mail(f"Hello? {n}", message_id=f"<{n}@x.example>", references="<first@shopper.example>"))
        for n in (1, 2)
    )
    assert first != question and second == first
    stranger = opened_by(mail("I?", message_id="<s@x.example>", references="<first@shopper.example>", **EVE))
    assert stranger not in (question, first)

    set_status(first, Status.CLOSED, by=ada)
    assert opened_by(mail("3", message_id="<3@x.example>", references="<first@shopper.example>")) != first


def test_the_list_marks_it_while_nobody_has_decided(likely, question, from_home, desk, ada, bo):
    assert "Attach?" in desk(bo).get("/desk/views/unassigned/rows/").content.decode()

    desk(ada).post(f"/desk/tickets/{from_home.pk}/attach/")
    assert "Attach?" not in desk(bo).get("/desk/views/unassigned/rows/").content.decode()


@pytest.mark.requirement("R20")
def test_the_likely_ticket_is_shown_and_attached_with_one_click(likely, question, from_home, desk, ada):
    console = desk(ada)
    assert "Attach it to another ticket?" in console.get(f"/desk/tickets/{from_home.pk}/").content.decode()

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


def test_thanking_a_stranger_lets_nobody_in(likely, question, ada):
    assert acknowledge(Message.objects.get(text="Any news?"))

    attach_mail(likely, by=ada)
    assert not is_party(question, "eve@home.example")
    assert writes_again() != question.pk


def test_what_was_answered_before_lets_nobody_in_nor_into_an_answer_to_all(likely, question, from_home, ada):
    send_reply(Ticket.objects.get(pk=from_home.pk), "Who are you?", by=ada)

    attach_mail(likely, by=ada)
    question = Ticket.objects.get(pk=question.pk)
    assert not is_party(question, "eve@home.example")
    for message in (None, Message.objects.get(text="Any news?")):
        answer = answer_to(question, message, is_to_all=True)
        assert (answer.to, answer.cc) == (["mina@shopper.example"], [])


def test_who_joined_the_stranger_stays_outside_too(question, ada):
    opened = opened_by(
        mail("Any news?", message_id="<home@home.example>", references="<first@shopper.example>",
             cc="bob@evil.example", **EVE)
    )  # fmt: skip
    bob = {"from": "bob@evil.example", "cc": "eve@home.example"}
    assert (
        opened_by(mail("And?", message_id="<b@evil.example>", references="<home@home.example>", **bob))
        == opened
    )

    attach_mail(Likely.objects.get(opened=opened), by=ada)
    assert not is_party(question, "bob@evil.example")
    assert not is_party(question, "eve@home.example")


def test_whom_an_agent_answers_there_afterwards_takes_part(likely, question, ada):
    attach_mail(likely, by=ada)
    chosen = Addressees("mina@shopper.example", "eve@home.example")
    send_reply(Ticket.objects.get(pk=question.pk), "It is on its way.", by=ada, addressees=chosen)

    assert is_party(question, "eve@home.example")


def test_who_was_attached_stays_outside_when_their_ticket_is_erased(likely, question, from_home, ada):
    attach_mail(likely, by=ada)
    delete_ticket(from_home, by=ada)
    assert erase_ticket(from_home)

    assert question.messages.filter(text="Any news?").exists()
    assert not is_party(question, "eve@home.example")


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
