import pytest

from shopbell.demo.script import scripts
from shopbell.tickets.reason_tree import TREE

NAMES = (
    "first name number product other option price total lines stock carrier tracking depot handed expected "
    "placed warehouse city email agent domain"
)
WORDS = dict.fromkeys(NAMES.split(), "…")
MOMENTS = {
    "pending",
    "under_way",
    "stuck",
    "delivered",
    "returning",
    "exchanging",
    "refunded",
    "cancelled",
    "cart",
    "none",
}


def test_there_is_a_dialogue_for_every_reason():
    assert {script.reason for script in scripts()} == {name for names in TREE.values() for name in names}
    assert len(scripts()) >= 40


def test_every_moment_has_a_dialogue_in_english():
    for channel in ("chat", "email"):
        assert {
            m for s in scripts() if s.language == "en" and channel in s.channels for m in s.moments
        } == MOMENTS


@pytest.mark.parametrize("script", scripts(), ids=lambda script: script.name)
def test_a_dialogue_can_be_told(script):
    assert set(script.channels) <= {"chat", "email", "form"} and set(script.moments) <= MOMENTS
    assert script.turns[0].who == "c" and script.turns[-1].who == "end"
    for text in (*script.subjects, *(way for turn in script.turns for way in turn.ways)):
        assert text.format_map(WORDS)


@pytest.mark.parametrize(
    "script", [s for s in scripts() if s.turns[-1].ways != ("solved",)], ids=lambda script: script.name
)
def test_nobody_is_left_waiting_behind_a_ticket_put_aside(script):
    speakers = [turn.who for turn in script.turns if turn.who in "ca"]
    assert speakers[-1] == "a", "the customer spoke last, so it cannot be pending or on hold"


def test_names_are_given_once():
    assert len({script.name for script in scripts()}) == len(scripts())
