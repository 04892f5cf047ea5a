"""A right document is not lost among more than can be ranked."""

import pytest

from shopbell.search.help import candidates
from shopbell.search.help.candidates import lots_of
from shopbell.search.help.index import index_due, mark_due
from shopbell.search.help.lexicon import Form
from shopbell.search.help.question import read_question
from shopbell.search.help.synonym import Synonym
from shopbell.search.help.title_mark import is_mark
from shopbell.shop.product import Product

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R45", "R46")]


@pytest.fixture(autouse=True)
def few(monkeypatch):
    """A hundred documents are a crowd here, as a hundred thousand are where 2,000 are ranked."""
    monkeypatch.setattr(candidates, "LOOKED_AT", 20)
    monkeypatch.setattr(candidates, "LIKELY", 5)


@pytest.fixture
def crowd(centre):
    """A hundred products, each of which names two of three things in its text, and none all three. Called, as many more
    behind what is written next, so that that is met neither first nor last."""
    _fill(range(100))
    return lambda: _fill(range(100, 200))


def _fill(numbers):
    said = ("It has a clock in its parcel.", "The parcel fits a shelf.", "A shelf with a clock.")
    Product.objects.bulk_create(
        Product(
            external_id=f"{number}",
            name=f"Thing {number}",
            description=said[number % len(said)],
            page="/thing/",
        )
        for number in numbers
    )
    _index_all()


def _index_all():
    while index_due():
        pass


def test_a_word_in_the_title_of_an_article_finds_it_among_all_that_have_it_in_their_text(
    crowd, titles, write
):
    write("Follow your parcel", "<p>The link is in the mail.</p>")
    _index_all()
    crowd()

    assert titles("parcel")[0] == "Follow your parcel"


def test_a_title_of_what_the_shop_sells_is_found_among_those_too(crowd, titles):
    Product.objects.create(external_id="x", name="Parcel string", description="Of hemp.", page="/string/")

    assert titles("parcel")[0] == "Parcel string"


def test_what_holds_all_of_the_words_is_found_though_many_hold_each(crowd, titles, write):
    write("About us", "<p>A clock for the shelf and a parcel to the moon: it came.</p>")
    Product.objects.create(
        external_id="x", name="Y", description="A clock, in a parcel, with a shelf and a lamp.", page="/y/"
    )

    assert {"About us", "Y"} <= set(titles("clock parcel shelf", limit=60))


def test_a_rare_word_beside_a_common_one_does_not_hide_what_the_common_one_names(crowd, titles, write):
    write("Follow your parcel", "<p>The link is in the mail.</p>")
    Product.objects.filter(external_id__in=range(15)).update(description="Of oak.")

    found = titles("oak parcel", limit=60)
    assert "Follow your parcel" in found and "Thing 7" in found


def test_the_beginning_of_a_word_finds_titles_as_well(crowd, titles):
    Product.objects.create(external_id="x", name="Parcel string", description="Of hemp.", page="/string/")

    assert titles("parc")[0] == "Parcel string"


def test_where_few_hold_the_words_all_of_them_are_ranked_and_nothing_else_is_looked_for(centre, write):
    write("Follow your parcel")
    while index_due():
        pass
    (question,) = read_question("follow parcel ", ("en",))

    assert [lot.most for lot in lots_of(question)] == [20]


def test_no_mark_of_a_title_counts_as_a_word(centre, write):
    write("Follow your zither")
    for _ in range(2):  # once more, since what was there is taken out of the counts
        while index_due():
            pass
        assert not any(is_mark(form) for form in Form.objects.values_list("form", flat=True))
        assert Form.objects.get(language="en", form="zither").count == 1
        mark_due("article")


def test_what_a_word_that_nothing_holds_stands_for_is_looked_for_though_that_is_everywhere(crowd, centre):
    Synonym.objects.create(words=["packet", "parcel"])
    (question,) = read_question("packet clock ", ("en",))
    lots = lots_of(question)

    assert all("parcel" in lot.tsquery for lot in lots if lot.tsquery != lots[0].tsquery)
    assert any("parcel" in lot.tsquery for lot in lots)
    assert all(lot.most == candidates.LIKELY for lot in lots)


def test_a_word_that_is_everywhere_is_looked_for_without_those_that_end_in_it(crowd, centre, write):
    write("A grandclock beside a parcelclock")
    _index_all()
    (question,) = read_question("clock parcel ", ("en",))
    titles, texts = set(), set()
    for lot in lots_of(question):
        (titles if is_mark(lot.tsquery.lstrip("('")) else texts).add(lot.tsquery)

    assert all("grandclock" in each for each in titles)
    assert not any("grandclock" in each for each in texts) and len(texts) == 3
