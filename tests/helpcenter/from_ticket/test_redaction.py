"""What is personal in a message, found by what the desk knows and by its form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopbell.core.folding import fold
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


def test_a_name_is_found_in_every_spelling():
    known = Known(names=["Jürgen von Groß"])
    for text in (
        "JUERGEN",
        "jurgen",
        "Jürgens",
        "Gross, Jürgen",
        "J. v. Groß",
        "Ju\u200brgen",
        "Jürgen\nvon\nGroß",
    ):
        assert "[name]" in redacted(f"It was {text} here.", known), text
        assert "rgen" not in redacted(f"It was {text} here.", known).lower()
    assert redacted("It is von great use.", known) == "It is von great use."


def test_what_is_put_back_stays_and_the_same_words_elsewhere_with_it():
    text = "Bo said so, and bo knows. Ask Anna."
    key = next(piece.key for piece in pieces_of(text, KNOWN) if piece.text == "Bo")

    assert redacted(text, shown={key}) == "Bo said so, and bo knows. Ask [name]."


def test_words_that_somebody_named_are_covered_in_whatever_case():
    assert redacted("The Green House knows.", Known(words=["green  house"])) == "The […] knows."


def test_neutral_words_are_of_the_language_of_the_text():
    assert neutral_words("de")[Kind.NAME] == "[Name]" != neutral_words("en")[Kind.NAME]


def test_the_pieces_are_the_text():
    for _language, message, _gone in CORPUS:
        assert "".join(piece.text for piece in pieces_of(message, KNOWN)) == message


LETTERS = st.characters(categories=["Lu", "Ll"], max_codepoint=0x24F)
NAMES = st.text(LETTERS, min_size=3, max_size=12)
AROUND = st.text(st.characters(categories=["Lu", "Ll", "Nd", "Po", "Zs"], max_codepoint=0x6FF), max_size=30)


@given(NAMES, NAMES, AROUND, AROUND, st.sampled_from([str, str.upper, str.lower, str.title]))
def test_no_value_of_the_customer_s_stands_in_the_result(first, last, before, after, written):
    address = f"{fold(first)}.x@shopper.example"
    known = Known(
        names=[f"{first} {last}"], emails=[address], phones=["+33612345678"], handles=[f"{fold(last)}_77"]
    )
    values = [first, last, address, "+33612345678", "06 12 34 56 78", f"@{fold(last)}_77"]
    text = redacted(
        f"{before} " + f" {after}, ".join(written(value) for value in values) + f" {after}", known
    )

    elsewhere = fold(f"{before} {after} " + " ".join(neutral_words("en").values()))
    for value in (first, last, address, f"{fold(last)}_77"):
        assert fold(value) not in fold(text) or fold(value) in elsewhere
    assert "12 34 56" not in text and "612345678" not in text


@pytest.mark.parametrize(
    "run",
    [
        "order{}x".format(" " * 60_000),
        "PIN{}ab".format(" " * 60_000),
        "tracking{}x".format(" .-" * 20_000),
        "A." * 30_000,
        "A-" * 30_000,
        "M. " * 20_000,
        "(" * 60_000,
    ],
    ids=["order", "pin", "signs", "points", "hyphens", "initials", "brackets"],
)
def test_a_page_of_the_same_sign_is_read_to_its_end(run):
    """What grew with its square would take minutes, in which the desk answers nobody."""
    known = Known(names=["Mina Moll"], phones=["+493012345678"], numbers=["W20417"])

    assert "".join(piece.text for piece in pieces_of(run, known)) == run


def test_a_number_dialled_with_its_country_is_a_phone_number_and_a_card_is_none():
    for number in ("0044 7700 900124", "+49 1512 3456789", "00 49 1512 3456789", "+44 (0)7700 900124"):
        assert redacted(f"Ring {number} please.", Known()) == "Ring [phone number] please."
    assert redacted("Card 4111 1111 1111 1111 please.", Known()) == "Card [payment details] please."


def test_a_town_beside_a_postcode_or_where_somebody_lives_is_covered():
    assert redacted("Send it to 4 Cliff Street, Whitby YO21 3EJ.", Known()) == "Send it to [address]."
    assert redacted("I live in Robin Hood and like it.", Known()) == "I live in [address] and like it."


def test_what_follows_the_number_of_an_order_is_no_town():
    text = redacted("Please cancel order 21181, I clicked twice. Bestellung 20311 Danke.", language="de")
    assert "21181" not in text and "20311" not in text
    assert "I clicked twice" in text and "Danke" in text


def test_a_region_of_an_address_is_covered():
    known = Known(addresses=[{"region": "North Yorkshire", "city": "Whitby"}])

    assert redacted("In Whitby, North Yorkshire, it rains.", known) == "In [address], it rains."
