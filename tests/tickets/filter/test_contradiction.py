"""Conditions that exclude each other are refused where rules and goals are written, if that is plain to see."""

import pytest

from shopbell.core.errors import Refused
from shopbell.tickets.filter.condition import Condition
from shopbell.tickets.filter.contradiction import refuse_contradiction

CHAT, MAIL = Condition("channel", ("chat",)), Condition("channel", ("email",))


@pytest.mark.parametrize(
    "conditions",
    [
        (CHAT, Condition("channel", ("chat",), is_not=True)),
        (CHAT, MAIL),
        (Condition("channel", ("chat", "email")), CHAT, Condition("channel", ("chat", "form"), is_not=True)),
        (Condition("tag", (1, 2)), Condition("tag", (1,), is_not=True), Condition("tag", (2,), is_not=True)),
    ],
)
def test_nothing_can_meet_what_is_asked_for_and_ruled_out(conditions):
    with pytest.raises(Refused, match="exclude each other"):
        refuse_contradiction(conditions)


@pytest.mark.parametrize(
    "conditions",
    [
        (),
        (Condition("channel", ("chat", "email")), CHAT),
        (Condition("channel", ("chat", "email")), Condition("channel", ("chat",), is_not=True)),
        (Condition("tag", (1,)), Condition("tag", (2,))),
        (Condition("tag", (1, 2)), Condition("tag", (1,), is_not=True)),
    ],
)
def test_what_some_ticket_can_meet_is_kept(conditions):
    refuse_contradiction(conditions)
