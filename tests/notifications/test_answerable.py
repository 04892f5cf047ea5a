"""A mail of news says how it is answered: to the customer, or as a note where a colleague said something."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.accounts.models import Letter, Role
from shopbell.channels.email.answering import offer, token
from shopbell.channels.email.answering.token import Mode
from shopbell.channels.email.mime.address import plus_part
from shopbell.channels.reply import send_reply
from shopbell.notifications.answerable import FOR_THE_CUSTOMER
from shopbell.notifications.digest import send_digests
from shopbell.notifications.kind import Kind
from shopbell.tickets.answer_policy import AnswerPolicy
from shopbell.tickets.assignment import assign_ticket
from shopbell.tickets.message import receive_message
from shopbell.tickets.note import write_note

from .reacting import react

pytestmark = pytest.mark.django_db


@pytest.fixture
def proving(care, monkeypatch):
    """A desk that can prove its agents' mailboxes."""
    monkeypatch.setattr(offer, "our_server", lambda: "a name server")


def mailed() -> tuple[str, dict[str, str]]:
    """The words and headers of the one mail that is due."""
    react()
    assert send_digests(timezone.now() + timedelta(hours=2)) == 1
    _to, _subject, text, headers, *_more = json.loads(Letter.objects.get().content)
    return text, headers


def mode_of(headers: dict[str, str]) -> Mode:
    return token.read(plus_part(headers["Reply-To"])).mode


def test_news_of_the_customer_is_answered_to_them(proving, late_parcel, ada, bo, mina):
    assign_ticket(late_parcel, bo, by=ada)
    receive_message(late_parcel, "Still nothing.\nPlease look.", customer=mina, channel="email")
    text, headers = mailed()

    assert mode_of(headers) == Mode.REPLY and headers["Reply-To"].startswith("care+r.")
    assert text.startswith("~~~ Write your answer above this line ~~~\n\n")
    assert "Mina Okafor wrote:\n> Still nothing.\n> Please look." in text
    assert (
        f"Answer the customer: {headers['Reply-To']}" in text
        and "Write a note for colleagues: care+n." in text
    )
    assert "what you write goes to the customer as your reply" in text


def test_a_mail_shows_all_that_waits_for_an_answer_and_counts_only_that_as_read(
    proving, late_parcel, ada, bo, mina
):
    send_reply(late_parcel, "We look into it.", by=ada)
    assign_ticket(late_parcel, bo, by=ada)
    receive_message(late_parcel, "Still nothing.", customer=mina, channel="email")
    newest, _is_new = receive_message(late_parcel, "I move on Friday.", customer=mina, channel="email")
    write_note(late_parcel, "I call the carrier.", by=ada)
    text, headers = mailed()

    assert "> Still nothing.\n\nMina Okafor wrote:\n> I move on Friday." in text and "Tuesday" not in text
    assert token.read(plus_part(headers["Reply-To"])).seen_message_id == newest.pk


def test_who_may_write_no_note_is_not_told_that_an_answer_becomes_one(proving, late_parcel, ada, bo):
    bo.role = Role.objects.create(name="Answers", permissions=["ticket:read_all", "ticket:reply"])
    bo.save()
    assign_ticket(late_parcel, bo, by=ada)
    write_note(late_parcel, "@Bo, is that yours?", by=ada)
    text, headers = mailed()

    assert "Reply-To" not in headers and "Answer this mail" not in text
    assert "Answer the customer: care+r." in text


def test_where_a_colleague_said_something_it_is_a_note(proving, late_parcel, ada, bo):
    assign_ticket(late_parcel, bo, by=ada)
    write_note(late_parcel, "@Bo, is that yours?", by=ada)
    text, headers = mailed()

    assert mode_of(headers) == Mode.NOTE and "Only colleagues read it." in text
    assert "goes to the customer" not in text and "Answer the customer: care+r." in text


def test_only_news_that_no_colleague_wrote_goes_to_the_customer():
    said = {Kind.MENTION, Kind.TRANSFER, Kind.SIDE, Kind.TASK, Kind.APPROVAL, Kind.VERDICT, Kind.FOLLOWED}

    assert not FOR_THE_CUSTOMER & said


def test_a_mail_about_several_tickets_is_answered_at_the_address_below_each(
    proving, late_parcel, wrong_size, ada, bo, mina
):
    assign_ticket(late_parcel, bo, by=ada)
    write_note(wrong_size, "@Bo", by=ada)
    text, headers = mailed()

    assert mode_of(headers) == Mode.WHICH and text.count("Answer the customer: ") == 2
    assert "Answer this mail" not in text


@pytest.mark.parametrize("why", ["switched off", "no dns", "no plus"])
def test_where_it_could_not_be_taken_no_answer_is_offered(
    proving, late_parcel, care, ada, bo, monkeypatch, why
):
    if why == "switched off":
        AnswerPolicy.objects.create(pk=1, by_mail=False)
    if why == "no dns":
        monkeypatch.setattr(offer, "our_server", lambda: None)
    if why == "no plus":
        care.settings = {"has_tokens": False}
        care.save()
    assign_ticket(late_parcel, bo, by=ada)
    text, headers = mailed()

    assert "Reply-To" not in headers and "~~~" not in text and "It should have come" not in text
