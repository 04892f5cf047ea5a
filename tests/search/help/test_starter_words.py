"""The shoppers' own words that a desk begins with."""

import pytest

from benchmarks.help_words import LINES
from shopbell.helpcenter.models import StarterText
from shopbell.helpcenter.starter.install import install_starter
from shopbell.search.help.find import find
from shopbell.search.help.index import rebuild
from shopbell.search.help.sources import Reader
from shopbell.search.help.starter_words import bring_words, words_of
from shopbell.search.help.synonym import Synonym

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R45")]
LANGUAGES = ("en", "de", "ar")


def test_what_shoppers_call_otherwise_is_among_the_first_three(centre, ada):
    install_starter(LANGUAGES, by=ada, is_as_told=True)
    rebuild()
    name_of = {number: slug for slug, number in StarterText.objects.values_list("slug", "article_id")}

    late = []
    for line in LINES.strip().splitlines():
        language, asked, right = line.split("|")
        found = find(asked, language=language, reader=Reader(languages=LANGUAGES), kinds=["article"], limit=3)
        if not {name_of[hit.object_id] for hit in found.hits} & set(right.split(",")):
            late.append(line)
    assert late == []


@pytest.mark.parametrize("asked", ["Es ist kaputt angekommen.", "Die Vase ist beschädigt angekommen"])
def test_what_arrived_broken_is_no_return_that_arrived(centre, ada, asked):
    install_starter(LANGUAGES, by=ada, is_as_told=True)
    rebuild()

    found = find(asked, language="de", reader=Reader(languages=LANGUAGES), kinds=["article"], limit=1)
    assert found.hits[0].title.striptags() == "Es kam beschädigt an"


def test_a_slip_ranks_as_the_words_that_it_is_read_as(centre, ada):
    install_starter(LANGUAGES, by=ada, is_as_told=True)
    rebuild()
    reader = Reader(languages=("en",))
    slip, right = (
        find(text, language="en", reader=reader, kinds=["article"])
        for text in ("retrun a lapm", "return a lamp")
    )

    assert slip.instead == "return a lamp"
    assert [hit.object_id for hit in slip.hits[:5]] == [hit.object_id for hit in right.hits[:5]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_row_names_two_words_and_no_word_stands_in_it_twice(language):
    rows = words_of(language)
    assert rows and all(len(row) == len(set(row)) >= 2 for row in rows)


def test_words_come_once_and_what_the_shop_has_of_them_stays(centre, ada):
    Synonym.objects.create(words=["postage", "stamps"], language="")
    install_starter(["en"], by=ada)
    count = Synonym.objects.count()
    assert count == len(words_of("en"))  # ours without postage, and the shop's
    Synonym.objects.exclude(language="").delete()

    install_starter(["en"], by=ada)
    assert Synonym.objects.count() == 1


def test_a_language_that_we_have_no_words_in_brings_none():
    bring_words("tlh")
    assert words_of("tlh") == [] and not Synonym.objects.exists()
