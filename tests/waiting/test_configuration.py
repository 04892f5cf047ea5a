"""The questions for who waits in the configuration file, and who hears that a call is wanted."""

import json

import pytest

from shopbell.configuration.document import export_configuration, import_configuration
from shopbell.core.errors import Refused
from shopbell.notifications.models import Notification
from shopbell.notifications.notify import react
from shopbell.notifications.sentence import WORDS
from shopbell.waiting.models import Question

SIZE = {
    "text": "Which size?", "choices": ["Small", "Large"], "translations": {"de": "Welche Größe?\nKlein\nGroß"},
    "inbox": "Shop chat", "reason": [], "position": 2, "on": True,
}  # fmt: skip


def bring_in(*questions: dict) -> None:
    import_configuration(
        json.dumps(json.loads(export_configuration()) | {"waiting_questions": list(questions)})
    )


@pytest.mark.requirement("R14")
def test_questions_come_in_as_they_are_written_and_go_out_so_that_they_change_nothing(root, shop_chat):
    bring_in(SIZE)
    out = export_configuration()

    assert Question.objects.get().choice_lines == ["Small", "Large"]
    assert import_configuration(out) == []
    assert json.loads(out)["waiting_questions"] == [SIZE]


@pytest.mark.parametrize(
    "wrong", [{"choices": ["One"]}, {"choices": ["x"] * 9}, {"inbox": "Nowhere"}, {"reason": ["after", "?"]}]
)
def test_what_the_page_would_refuse_is_refused(root, shop_chat, wrong):
    bring_in()

    with pytest.raises(Refused):
        bring_in(SIZE | wrong)

    assert not Question.objects.exists()


def test_whoever_has_the_chat_hears_that_a_call_is_wanted(ask, ticket, bo):
    ask()
    event = ticket.events.get(verb="call_asked")

    react(event)

    told = Notification.objects.get(event=event)
    assert told.agent == bo
    assert WORDS[told.kind](event, "Mina") == "Mina asks to be called back"
