import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopbell.core.errors import Refused
from shopbell.shop.procedures.step import Step, read_steps, write_steps

from .conftest import LOST

WORD = st.text("aZéж漢1'=;{}()", min_size=1, max_size=8)


def test_a_text_becomes_steps():
    first, second, third = read_steps(LOST)

    assert first == Step(
        "Ask the carrier",
        "Nobody is promised anything before they have answered.",
        ["A neighbour may have it."],
        ["carrier's answer"],
    )
    assert second.action == "refund_order"
    assert second.parameters == {"amount_cents": "{amount}", "reason": "Lost parcel"}
    assert third == Step("Tell the customer")


def test_what_is_written_is_read_again_as_it_was():
    assert read_steps(write_steps(read_steps(LOST))) == read_steps(LOST)


@given(
    st.lists(
        st.builds(
            Step,
            WORD,
            WORD,
            st.lists(WORD, max_size=3),
            st.lists(WORD, max_size=3, unique=True),
            st.just("refund_order"),
            st.fixed_dictionaries({"reason": WORD}),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_any_steps_survive_being_written_and_read(steps):
    assert read_steps(write_steps(steps)) == steps


def test_the_form_begins_with_what_was_found_out():
    step = read_steps(LOST)[1]

    assert step.filled({"amount": "12.50"}) == {"amount_cents": "12.50", "reason": "Lost parcel"}
    assert step.filled({}) == {"reason": "Lost parcel"}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "at least one step"),
        ("Act\n! refund_everything", "no action “refund_everything”"),
        ("Act\n! refund_order lines=1", "cannot begin with “lines”"),
        ("Act\n! refund_order 12", "name=value"),
        ('Act\n! refund_order reason="Lost', "quotation mark"),
        ("x" * 200, "too long"),
        ("\n\n".join(["Step"] * 50), "up to 40"),
    ],
)
def test_what_cannot_be_followed_is_refused_with_why(text, sentence):
    with pytest.raises(Refused, match=sentence):
        read_steps(text)
