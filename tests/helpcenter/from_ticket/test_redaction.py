"""What is personal in a message, found by what the desk knows and by its form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopbell.core.folding import fold
from shopbell.customers.customer import Customer
from shopbell.customers.identity import Kind as IdentityKind
from shopbell.helpcenter.from_ticket.cut import matter_of
from shopbell.helpcenter.from_ticket.kind import Kind, neutral_words
from shopbell.helpcenter.from_ticket.known import Known
from shopbell.helpcenter.from_ticket.redaction import covered, pieces_of

from .corpus import CORPUS, HARMLESS

pytestmark = pytest.mark.requirement("R52")
KNOWN = Known(
    names=["Anna-Lena Müller", "Bo Lind"],
    emails=["anna.mueller@shopper.example"],
    phones=["+493012345678"],
    handles=["@anna_lamps"],
    numbers=["W20417", "00340434161094021588"],
    addresses=[{"name": "", "line1": "Lindenstraße 12b", "postcode": "10969", "city": "Berlin"}],
)


def redacted(text, known=KNOWN, **about):
    return covered(pieces_of(text, known, **about), neutral_words("en"))


@pytest.mark.parametrize(("language", "message", "gone"), CORPUS)
def test_nothing_of_the_corpus_survives(language, message, gone):
    text = redacted(matter_of(message), language=language)

    assert [each for each in gone if fold(each) in fold(text)] == []


@pytest.mark.parametrize(("language", "message"), HARMLESS)
def test_what_is_nobodys_stays(language, message):
    assert redacted(matter_of(message), language=language) == message
