"""What agents judge is a lesson: learned once, taken back with the judgement, and forgotten in time."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.channels.email.models import SpamEvidence, SpamLesson
from shopbell.channels.email.spam import teaching
from shopbell.channels.email.spam.evidence import ALL, KEPT, forget_old, known_of, learn, quarter_of
from shopbell.channels.email.spam.letter import Letter, tokens_of
from shopbell.channels.reply import send_reply
from shopbell.tickets.bulk_action import action_of
from shopbell.tickets.message import receive_message
from shopbell.tickets.models import Ticket
from shopbell.tickets.spam import mark_spam, unmark_spam
from shopbell.tickets.ticket import create_ticket
from shopbell.tickets.undo import undo_event
from tests.channels.email.spam.pitches import FRAGMENT, ticket_of, work

from ..conftest import mail


def evidence() -> dict:
    return {
        (row.bucket, row.quarter): (row.spam, row.wanted)
        for row in SpamEvidence.objects.order_by("pk")
        if row.spam or row.wanted
    }


OFFER = "Velvet trousers wholesale from our mill in Porto: forty colours, sewn to your label, dispatched within one fortnight, ask Joaquim."


def offer(number: int) -> bytes:
    return mail(
        f"{OFFER} {number}", **{"from": f"sales{number}@mill.example", "subject": "Velvet mill", "message_id": f"<{number}@mill.example>"}
    )  # fmt: skip


def test_what_agents_mark_is_held_the_next_time(care, bo):
    mark_spam(ticket_of(offer(1)), by=bo)
    work()

    assert ticket_of(offer(3)) not in Ticket.objects.in_queue()
    assert ticket_of(mail("Where is my parcel?")) in Ticket.objects.in_queue()


def test_undoing_takes_back_just_what_was_taught(care, bo):
    first, second = ticket_of(offer(1)), ticket_of(offer(2))
    mark_spam(first, by=bo)
    work()
    before = evidence()

    event = mark_spam(second, by=bo)
    work()
    assert evidence() != before
    undo_event(event, by=bo)
    work()

    assert evidence() == before


def test_the_toast_takes_the_lesson_back_too(care, desk, bo):
    ticket = ticket_of(offer(1))
    browser = desk(bo)

    page = browser.post(f"/desk/tickets/{ticket.pk}/spam/", **FRAGMENT)
    work()
    assert SpamLesson.objects.get().is_spam
    event = ticket.events.get(verb="marked_spam")
    assert f"/desk/events/{event.pk}/undo/" in page.headers["HX-Trigger"]
    browser.post(f"/desk/events/{event.pk}/undo/")
    work()

    assert not SpamLesson.objects.exists() and not evidence()


def test_the_other_judgement_takes_the_place_of_the_first(care, bo):
    ticket = ticket_of(offer(1))
    mark_spam(ticket, by=bo)
    work()
    unmark_spam(ticket, by=bo)
    work()

    assert SpamLesson.objects.get().is_spam is False
    assert set(evidence().values()) == {(0, 1)}


def test_a_judgement_that_changes_while_its_mail_is_read_is_the_one_that_stays(care, bo, monkeypatch):
    ticket = ticket_of(mail("Where is my parcel?"))
    mark_spam(ticket, by=bo)

    def read(letter):
        unmark_spam(ticket, by=bo)  # and its reaction is done at once, by another worker
        return tokens_of(letter)

    monkeypatch.setattr(teaching, "tokens_of", read)
    teaching.teach(ticket)
    assert SpamLesson.objects.get().is_spam is False


def test_a_lesson_that_is_heard_twice_counts_once(care, bo):
    message = ticket_of(offer(1)).messages.get()

    assert learn(message, ["velvet"], is_spam=True) and not learn(message, ["velvet"], is_spam=True)

    assert evidence() == dict.fromkeys(evidence(), (1, 0)) and len(evidence()) == 2


def test_an_answer_teaches_that_its_question_was_wanted(care, bo):
    ticket = ticket_of(mail("Where is my parcel?"))
    send_reply(ticket, "On its way.", by=bo, channel="email")
    work()

    assert SpamLesson.objects.get().is_spam is False
    assert SpamEvidence.objects.get(bucket=ALL).wanted == 1


def test_a_form_teaches_by_its_words(care, bo, mina):
    ticket = create_ticket(customer=mina, channel="form", subject="Casino bonus", by=mina)
    receive_message(ticket, "Free spins for you", customer=mina, channel="form")
    mark_spam(ticket, by=bo)
    work()

    assert SpamLesson.objects.get().is_spam


def test_many_at_once_teach_as_well(care, bo):
    action = action_of("spam")
    for number in (1, 2):
        action.perform(ticket_of(offer(number)), action.find("yes"), by=bo)
    work()

    assert SpamLesson.objects.filter(is_spam=True).count() == 2


def test_old_evidence_fades_and_is_forgotten(care, bo):
    message = ticket_of(offer(1)).messages.get()
    learn(message, ["velvet"], is_spam=True)
    now = timezone.now()

    assert known_of(["velvet"], now).desk["velvet"].spam == 1
    assert known_of(["velvet"], now + timedelta(days=183)).desk["velvet"].spam == pytest.approx(0.5, abs=0.15)
    assert known_of(["velvet"], now + timedelta(days=800)).desk == {}
    SpamEvidence.objects.update(quarter=quarter_of(now) - KEPT)
    assert forget_old(now) == 2
    learn(message, [], is_spam=None)  # what was forgotten is not taken back a second time
    assert not SpamEvidence.objects.exists()


def test_the_words_themselves_are_kept_nowhere(care, bo):
    mark_spam(ticket_of(offer(1)), by=bo)
    work()

    lesson = SpamLesson.objects.values().get()
    assert "velvet" not in str(lesson) and "velvet" not in str(list(SpamEvidence.objects.values()))
    assert tokens_of(Letter(text="velvet")) == ["velvet"]
