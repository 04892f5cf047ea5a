"""What of a message is its matter."""

import pytest

from shopbell.helpcenter.from_ticket.cut import matter_of

pytestmark = pytest.mark.requirement("R52")


@pytest.mark.parametrize(
    ("text", "matter"),
    [
        ("Dear Mina,\n\nwe are sorry. It comes.\n\nYours, Bo", "We are sorry. It comes."),
        ("Hello Mina, we are sorry. It comes. Yours, Bo Lind", "We are sorry. It comes."),
        ("Liebe Mina, das tut uns leid.", "Das tut uns leid."),
        ("we are sorry.", "we are sorry."),
        ("It is yours, really.", "It is yours, really."),
    ],
)
def test_without_greeting_and_signature_it_still_begins_as_a_sentence(text, matter):
    assert matter_of(text) == matter
