"""What a question was read as is named in the words of the documents, and only where something was misspelled."""

import pytest

from shopbell.helpcenter.article import Access
from shopbell.search.help.find import find
from shopbell.search.help.index import catch_up
from shopbell.search.help.sources import Reader

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R45")]
EVERYBODY = Reader(languages=("en", "de"))


@pytest.fixture
def read_as(centre):
    def instead(text, language="de"):
        catch_up()
        return find(text, language=language, reader=EVERYBODY).instead

    return instead


def test_a_word_is_named_with_the_capital_and_the_accents_that_documents_write(read_as, write):
    write("Nach der Rückgabe kommt das Geld", "<p>Das Geld kommt schnell.</p>", language="de")

    assert read_as("Rückgbe") == "Rückgabe"
    assert read_as("rückgbe") == "Rückgabe"
    assert read_as("Rückgbe, Geldd?") == "Rückgabe, Geld?"
    assert read_as("kommt shcnell") == "kommt schnell"


def test_a_word_that_only_begins_sentences_with_a_capital_is_named_small(read_as, write):
    write("Parcel lost", "<p>Where a parcel is.</p>")

    assert read_as("pracel", "en") == "parcel"


def test_the_capital_of_a_sentence_s_first_word_is_none_of_its_own(read_as, write):
    write("Track your parcel", "<p>Lost? Track it.</p>")
    write("Lamp by Wexmoor", "<p>Made in Wexmoor.</p>")

    assert read_as("trakc", "en") == "track"
    assert read_as("wexmor", "en") == "Wexmoor"


def test_nothing_is_said_where_the_question_was_read_as_it_was_typed(read_as, write):
    write("Rückgabe", language="de")

    assert read_as("RÜCKGABE") == read_as("Ruckgabe") == ""


def test_how_only_agents_may_read_a_word_written_is_not_told(read_as, write):
    write("A parcel")
    write("PARCEL PARCEL PARCEL", access=Access.AGENTS)

    assert read_as("pracel", "en") == "parcel"
