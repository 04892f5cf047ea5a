"""The shop's questions while somebody waits: asked once, never insisted on, read by the agent first."""

import pytest
from django.utils import translation

from shopbell.channels.reply import send_reply
from shopbell.tickets.models import ContactReason
from shopbell.waiting.models import Question, Survey
from tests.channels.chat.shopper import Shopper

pytestmark = pytest.mark.requirement("R14")


@pytest.fixture
def size(db):
    return Question.objects.create(
        text="Which size?", choices="Small\nLarge", translations={"de": "Welche Größe?\nKlein\nGroß"}
    )


@pytest.fixture
def room(db):
    return Question.objects.create(text="For which room?", position=1)


def survey_of(shopper):
    return shopper.get("meanwhile", chat=shopper.chat).json()["survey"]


def answer(shopper, answers):
    return shopper.post("survey", chat=shopper.chat, answers=answers)


def test_who_waits_is_asked_and_the_agent_reads_it(waiting, ticket, size, room, bo, desk):
    asked = survey_of(waiting)["questions"]
    assert [(each["text"], each["choices"]) for each in asked] == [
        ("Which size?", ["Small", "Large"]),
        ("For which room?", []),
    ]

    said = answer(waiting, {size.pk: "1", room.pk: "The <b>kitchen</b>"})

    assert "Thank you" in said.json()["said"]
    page = desk(bo).get(f"/desk/tickets/{ticket.pk}/").content.decode()
    assert "Large" in page and "The &lt;b&gt;kitchen&lt;/b&gt;" in page
    assert survey_of(waiting) is None


def test_nobody_is_asked_twice(waiting, ticket, size):
    answer(waiting, {size.pk: "0"})
    answer(waiting, {size.pk: "1"})

    assert Survey.objects.get(ticket=ticket).answers == [{"question": "Which size?", "answer": "Small"}]
    assert ticket.events.filter(verb="surveyed").count() == 1


def test_who_skips_is_not_asked_again_and_nothing_is_told(waiting, ticket, size):
    assert answer(waiting, {}).json() == {"said": ""}

    assert survey_of(waiting) is None
    assert not ticket.events.filter(verb="surveyed").exists()


def test_nobody_is_asked_once_somebody_has_answered(waiting, ticket, size, bo):
    send_reply(ticket, "Hello.", by=bo)

    assert survey_of(waiting) is None


def test_three_are_asked_at_most(waiting):
    for place in range(5):
        Question.objects.create(text=f"Question {place}?", position=place)

    assert [each["text"] for each in survey_of(waiting)["questions"]] == [f"Question {n}?" for n in range(3)]


def test_what_is_for_others_is_not_asked(waiting, ticket, size, care):
    Question.objects.create(text="By mail?", inbox=care)
    Question.objects.create(text="About a return?", reason=ContactReason.objects.first())
    Question.objects.create(text="No longer?", is_on=False)

    assert [each["text"] for each in survey_of(waiting)["questions"]] == ["Which size?"]


def test_a_question_belongs_to_a_reason(waiting, ticket):
    ticket.reason = ContactReason.objects.first()
    ticket.save()
    Question.objects.create(text="About that?", reason=ticket.reason)

    assert [each["text"] for each in survey_of(waiting)["questions"]] == ["About that?"]


def test_it_is_asked_in_the_shoppers_language(size):
    with translation.override("de"):
        asked = size.asked_in()
    assert (asked.text, asked.choices) == ("Welche Größe?", ["Klein", "Groß"])
    with translation.override("fr"):
        assert size.asked_in().text == "Which size?"


@pytest.mark.parametrize("wrong", ["2", "-1", "Small", "1e1", "²", "99999"])
def test_a_choice_that_is_none_is_refused(waiting, size, wrong):
    assert answer(waiting, {size.pk: wrong}).status_code == 422
    assert not Survey.objects.exists()


def test_words_without_end_are_refused(waiting, room):
    assert "too long" in answer(waiting, {room.pk: "x" * 501}).json()["error"]


@pytest.mark.parametrize("answers", ["all", [1, 2], 7, [{"a": 1}]])
def test_what_are_no_answers_is_refused(waiting, size, answers):
    assert answer(waiting, answers).status_code == 422


@pytest.mark.parametrize("said", [{"a": 1}, ["x"], True, None, "", "  "])
def test_what_is_no_answer_is_left_out(waiting, room, said):
    assert answer(waiting, {room.pk: said, "9999": "x", "x": "y"}).json() == {"said": ""}


def test_nobody_answers_for_another(waiting, size, shop_chat):
    assert Shopper(shop_chat).post("survey", chat=waiting.chat, answers={size.pk: "0"}).status_code == 404


def test_nul_and_line_breaks_are_no_part_of_an_answer(waiting, ticket, room):
    answer(waiting, {room.pk: "The\0 kit\nchen"})

    assert "\n" not in Survey.objects.get(ticket=ticket).answers[0]["answer"]
