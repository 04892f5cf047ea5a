"""A new question under an old subject joins the solved ticket, and the agent is offered a new one."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.channels.email.joining.new_question import NewQuestion, new_question_in, split_question
from shopbell.channels.email.receive import receive
from shopbell.tickets.link import linked_to
from shopbell.tickets.models import Message, Ticket
from shopbell.tickets.status import Status, set_status

from ..conftest import mail

LONG = (
    "Yesterday I discovered your wonderful velvet curtains. Which colours could be delivered before "
    "Christmas, and would somebody measure our bedroom windows beforehand?"
)


@pytest.fixture
def solved(care, ada):
    """Mina's question of the parcel was solved yesterday."""
    ticket = Ticket.objects.get(pk=receive(mail("My parcel with the lamp has not arrived."))["ticket"])
    set_status(ticket, Status.SOLVED, by=ada)
    return at(ticket, timedelta(days=1))


def at(ticket: Ticket, ago: timedelta) -> Ticket:
    Ticket.objects.filter(pk=ticket.pk).update(solved_at=timezone.now() - ago)
    ticket.refresh_from_db()
    return ticket


def answer(text: str = "Thank you!", **headers: str) -> Message:
    told = receive(
        mail(text, **{"message_id": "<2@x.example>", "references": "<first@shopper.example>", **headers})
    )
    return Message.objects.get(pk=told["message"])


def why(message: Message) -> str | None:
    question = NewQuestion.objects.filter(pk=message.pk).first()
    return question.why if question else None


def test_an_answer_to_a_ticket_that_was_solved_long_ago_may_be_a_new_question(solved):
    at(solved, timedelta(days=23))
    message = answer()

    assert message.ticket == solved
    assert why(message) == "long_ago"


def test_another_subject_may_be_a_new_question(solved):
    assert why(answer(subject="Do you have curtains?")) == "subject"


@pytest.mark.parametrize(
    "marks", ["RE: [EXTERNAL] Re: ", "[EXT] AW: ", "[External Sender] ", "*SPAM* Re: ", "رد: ", "Re(2): "]
)
def test_what_programs_put_before_a_subject_makes_it_no_other(solved, marks):
    assert why(answer(subject=f"{marks}{solved.subject} [#{solved.pk}]")) is None


def test_a_long_text_about_something_else_may_be_a_new_question(solved):
    assert why(answer(LONG)) == "words"


@pytest.mark.parametrize(
    ("text", "headers"),
    [
        ("Thank you, everything arrived today and works perfectly.", {}),
        (LONG + " And the parcel: it has still not arrived.", {}),
        ("Thanks!", {"subject": "AW: Re: Where is my parcel? [#7]"}),
        ("Thanks!", {"subject": ""}),
        ("I am away", {"auto_submitted": "auto-replied", "subject": "Out of office"}),
    ],
)
def test_an_answer_to_the_matter_is_none(solved, text, headers):
    assert why(answer(text, **headers)) is None


def test_an_open_ticket_asks_nothing(solved, ada):
    set_status(solved, Status.OPEN, by=ada)

    assert why(answer(LONG, subject="Do you have curtains?")) is None


@pytest.mark.requirement("R20")
def test_one_click_makes_a_linked_ticket_and_the_old_one_is_solved_as_before(solved, desk, ada):
    solved_at = solved.solved_at
    message = answer(LONG, subject="Do you have curtains?")
    console = desk(ada)
    assert "A new question?" in console.get(f"/desk/tickets/{solved.pk}/").content.decode()

    console.post(f"/desk/messages/{message.pk}/new-ticket/")
    message.refresh_from_db()
    solved.refresh_from_db()
    assert message.ticket != solved
    assert message.ticket.subject == "Do you have curtains?"
    assert message.ticket.status == Status.OPEN
    assert [each.ticket for each in linked_to(message.ticket, ada)] == [solved]
    assert (solved.status, solved.solved_at) == (Status.SOLVED, solved_at)


def test_the_new_ticket_asks_no_more_and_nobody_has_solved_the_old_one_twice(solved, ada):
    answer(LONG)
    new = split_question(NewQuestion.objects.get(), by=ada)

    new.refresh_from_db()
    assert new_question_in(new) is None
    first, again = solved.events.filter(verb="solved").order_by("pk")
    assert "undoes" not in first.data
    assert again.data["undoes"] == solved.events.get(verb="reopened").pk


def test_merging_back_undoes_it(solved, desk, ada):
    message = answer(LONG)
    new = split_question(NewQuestion.objects.get(), by=ada)
    desk(ada).post(f"/desk/tickets/{new.pk}/merge/?into={solved.pk}&across=1", {"into": str(solved.pk)})

    message.refresh_from_db()
    solved.refresh_from_db()
    assert message.ticket == solved
    assert solved.status == Status.OPEN
    assert solved.messages.count() == 2


def test_whoever_answers_it_is_asked_no_more(solved, ada):
    from shopbell.channels.reply import send_reply

    answer(LONG)
    solved.refresh_from_db()
    assert new_question_in(solved)

    send_reply(solved, "We have them in red.", by=ada)
    solved.refresh_from_db()
    assert new_question_in(solved) is None


def test_the_hint_is_put_away_and_brought_back(solved, desk, ada):
    message = answer(LONG)
    console = desk(ada)
    console.post(f"/desk/messages/{message.pk}/same-matter/")
    assert "A new question?" not in console.get(f"/desk/tickets/{solved.pk}/").content.decode()

    console.post(f"/desk/messages/{message.pk}/same-matter/?undo=1")
    assert "A new question?" in console.get(f"/desk/tickets/{solved.pk}/").content.decode()


def test_who_may_not_see_the_ticket_can_split_nothing(solved, desk, cy):
    message = answer(LONG)

    assert desk(cy).post(f"/desk/messages/{message.pk}/new-ticket/").status_code == 404
