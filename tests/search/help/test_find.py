"""The one search finds what a shopper means, in each language, and only what they may read."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shopbell.helpcenter.article import Access, Article
from shopbell.search.help.document import Document, DueDocument
from shopbell.search.help.find import find
from shopbell.search.help.index import catch_up, index_due, rebuild
from shopbell.search.help.lexicon import Form
from shopbell.search.help.sources import SOURCES, Reader
from shopbell.shop.models import Product, Variant

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R45")]
PLAIN = Reader(languages=("en", "de", "ar"))


def test_a_word_is_found_in_another_form_of_its_stem(titles, write):
    write("Deliveries on Saturdays")
    write("Rücksendungen", language="de")
    write("إرجاع الطلبات", language="ar")

    assert titles("saturday delivery") == ["Deliveries on Saturdays"]
    assert titles("rucksendung", language="de") == ["Rücksendungen"]
    assert titles("طلبي", language="ar", kinds=["article"]) == ["إرجاع الطلبات"]


def test_a_title_counts_more_than_what_stands_in_the_text(titles, write):
    write("How to wash linen", "<p>A lamp gets warm.</p>")
    write("A lamp that flickers", "<p>Change the bulb.</p>")

    assert titles("lamp") == ["A lamp that flickers", "How to wash linen"]


def test_the_rare_word_of_a_question_decides(titles, write):
    for number in range(6):
        write(f"Where is my order {number}?")
    write("Customs")

    assert titles("where is the customs of my order")[0] == "Customs"


def test_an_error_of_typing_is_forgiven_and_said(titles, write, centre):
    write("Track your parcel")

    assert titles("trakc my parcle", kinds=["article"]) == ["Track your parcel"]
    results = find("trakc my parcle", language="en", reader=PLAIN)
    assert "parcel" in results.instead


def test_a_language_that_has_none_of_the_words_is_not_looked_through(titles, write):
    write("A lamp that flickers")
    write("Rücksendungen", language="de")
    assert titles("lamp flickers") == ["A lamp that flickers"]

    with CaptureQueriesContext(connection) as asked:
        find("lamp flickers", language="en", reader=PLAIN)

    assert sum("ts_rank" in each["sql"] for each in asked) == 1


def test_the_last_word_may_still_be_typed(titles, write):
    write("Invoice for a company")

    assert titles("invo") == ["Invoice for a company"]


def test_a_long_german_word_is_found_by_its_end_and_by_its_parts(titles, write):
    write("Versandkosten und Lieferung", language="de")
    write("Kosten der Montage", language="de")

    assert "Versandkosten und Lieferung" in titles("kosten", language="de")
    assert titles("montagekosten", language="de")[0] == "Kosten der Montage"


def test_a_long_german_word_is_found_by_the_stem_that_it_begins_with(titles, write):
    write("Etikett für eine Rücksendung", language="de")
    write("Zeit bis zur Lieferung", language="de")

    assert titles("Rücksendeetikett", language="de")[0] == "Etikett für eine Rücksendung"
    assert titles("Lieferzeit", language="de")[0] == "Zeit bis zur Lieferung"


def test_a_german_noun_finds_what_its_verb_says_and_the_other_way_round(titles, write):
    write("Eine Bestellung stornieren", language="de")
    write("Zahlung mit Karte", language="de")

    assert titles("Stornierung", language="de", kinds=["article"]) == ["Eine Bestellung stornieren"]
    assert titles("zahlen", language="de", kinds=["article"]) == ["Zahlung mit Karte"]


def test_a_script_without_spaces_is_searched_by_pairs(titles, write, centre):
    centre.languages = ["ja", "en"]
    centre.save()
    write("商品を返品する", language="ja")

    assert titles("返品", language="ja") == ["商品を返品する"]
    assert titles("交換", language="ja") == []


def test_words_that_nothing_speaks_of_find_nothing(titles, write):
    write("Track your parcel", "<p>This is how it is done, for my part.</p>")

    assert titles("xylophone lessons for my hamster") == []
    assert titles("…!?") == titles("") == titles("\0") == []


def test_an_article_is_shown_once_in_the_language_that_is_read_best(titles, write):
    text = write("Track your parcel")
    write("Sendung verfolgen", language="de", article=text.article)

    assert titles("track your parcel", language="de", kinds=["article"]) == ["Sendung verfolgen"]
    assert titles("track your parcel", language="ar", kinds=["article"]) == ["Track your parcel"]


@pytest.mark.requirement("R53")
def test_who_may_read_decides_what_is_found(titles, write, ada, mina):
    write("Open lamp")
    write("Lamp for customers", access=Access.CUSTOMERS)
    write("Lamp for agents", access=Access.AGENTS)

    def found(**who):
        return set(titles("lamp", reader=Reader(**who)))

    assert found() == {"Open lamp"}
    assert find("lamp", language="en", reader=PLAIN).count == 1  # nor is what may not be read counted
    assert found(customer=mina) == {"Open lamp", "Lamp for customers"}
    assert found(agent=ada) == {"Open lamp", "Lamp for customers", "Lamp for agents"}


def test_what_may_not_be_read_is_in_no_count_however_little_is_shown(write):
    for number in range(4):
        write(f"Lamp {number} for agents", access=Access.AGENTS)
    write("Open lamp")
    catch_up()

    results = find("lamp", language="en", reader=PLAIN, limit=0)
    assert (results.count, results.kinds) == (1, {"article": 1})


def test_an_article_that_was_closed_is_found_no_more_even_before_the_index_knows(write):
    text = write("A secret lamp")
    catch_up()
    Article.objects.update(access=Access.AGENTS)
    DueDocument.objects.all().delete()  # as though nobody had indexed it yet

    assert Document.objects.get(object_id=text.article_id).access == "public"
    results = find("lamp", language="en", reader=PLAIN)
    assert (results.hits, results.count, results.kinds, results.categories) == ([], 0, {}, {})


def test_no_more_texts_are_read_than_are_shown_unless_some_are_gone(write, monkeypatch):
    texts = [write(f"A lamp, part {number}") for number in range(4)]
    catch_up()
    asked, articles = [], SOURCES["article"]
    reading = replace(
        articles, shown=lambda ids, reader: asked.append(len(ids)) or articles.shown(ids, reader)
    )
    monkeypatch.setitem(SOURCES, "article", reading)
    first = find("lamp", language="en", reader=PLAIN, limit=2)
    Article.objects.filter(pk=first.hits[0].object_id).update(access=Access.AGENTS)
    DueDocument.objects.all().delete()

    then = find("lamp", language="en", reader=PLAIN, limit=2)
    assert asked == [2, 2, 2]
    assert (len(first.hits), first.count, len(then.hits), then.count) == (2, len(texts), 2, len(texts) - 1)


def test_a_word_that_only_agents_may_read_is_never_offered(write):
    write("Blacklist", access=Access.AGENTS)
    catch_up()

    assert find("blaklist", language="en", reader=PLAIN).instead == ""


def test_the_index_follows_the_tables_by_itself(titles, write, sending_back):
    text = write("A lamp that hums")
    assert titles("hums") == ["A lamp that hums"]

    text.title = "A lamp that rattles"
    text.save()
    assert titles("hums") == []
    assert titles("rattles") == ["A lamp that rattles"]
    text.delete()
    assert titles("rattles") == []


def test_the_index_can_be_thrown_away_and_made_anew(titles, write):
    write("A lamp that hums")
    while index_due():
        pass
    before = set(Form.objects.values_list("language", "form", "count", "public"))
    Document.objects.all().delete()

    assert rebuild() > 0
    assert titles("hums") == ["A lamp that hums"]
    assert set(Form.objects.values_list("language", "form", "count", "public")) == before


def test_forms_are_counted_right_however_often_a_text_changes(write):
    text = write("A lamp that hums")
    catch_up()
    once = set(Form.objects.values_list("language", "form", "count", "public"))
    for title in ("A bell that rings", "A lamp that hums"):
        text.title = title
        text.save()
        catch_up()

    assert set(Form.objects.values_list("language", "form", "count", "public")) == once


def test_products_with_a_page_are_found_and_others_are_not(titles, centre):
    Product.objects.create(external_id="1", name="Brass bell", page="https://shop.example/bell")
    Product.objects.create(external_id="2", name="Brass lamp")
    Product.objects.create(external_id="3", name="Brass trap", page="javascript:alert(1)")

    assert titles("brass") == ["Brass bell"]


def test_policy_pages_are_found_in_each_language(titles, centre):
    assert titles("returns and refunds", kinds=["policy"])[0] == "Returns and refunds"
    assert titles("Umtausch", language="de", kinds=["policy"])


def test_an_excerpt_marks_what_was_found_and_is_safe(write):
    write("A lamp", "<p>Rattling &lt;script&gt; of parcels in the night.</p>")
    catch_up()

    (hit,) = find("rattles parcel", language="en", reader=PLAIN, kinds=["article"]).hits
    assert "<mark>Rattling</mark>" in hit.excerpt and "<mark>parcels</mark>" in hit.excerpt
    assert "&lt;script&gt;" in hit.excerpt


def test_an_excerpt_of_a_table_has_no_strokes_between_its_cells(write):
    cells = "<tr><th>Country</th><th>Days</th></tr><tr><td>Norway</td><td>Four</td></tr>"
    write("Where we deliver", f"<table><tbody>{cells}</tbody></table>")
    catch_up()

    (hit,) = find("norway", language="en", reader=PLAIN, kinds=["article"]).hits
    assert "Country · Days" in hit.excerpt and "|" not in hit.excerpt


def test_what_every_sentence_has_tells_less_than_what_it_is_about(titles, write):
    for number in range(6):
        write(f"Our candle number {number}", "<p>A candle burns.</p>")
    write("What may I do with old wax?", "<p>I would like to, may I?</p>")
    write("A candle that burns a tunnel", "<p>Light the candle for an hour.</p>")

    assert titles("may I ask why my candle burns a tunnel?")[0] == "A candle that burns a tunnel"


def test_what_has_more_of_the_question_comes_before_what_repeats_one_word(titles, write):
    write("Gift cards", "<p>A gift card, the gift card, gift cards.</p>")
    write("Paying", "<p>The balance of a gift card is shown when you pay.</p>")

    assert titles("gift card balance", kinds=["article"]) == ["Paying", "Gift cards"]


def test_what_is_called_as_somebody_asks_comes_before_what_says_it_more_often(titles, write):
    body = "<p>Cancel, cancel: an order, the order, what you ordered.</p>"
    write("Cancel an order in another way", body, summary="An order, cancelled.")
    write("Cancel an order", "<p>In its box.</p>", summary="As long as nothing was packed.")

    assert titles("cancel my order", kinds=["article"])[0] == "Cancel an order"


@pytest.mark.requirement("R45")
def test_what_to_do_with_a_thing_comes_before_the_thing_itself(titles, write):
    for name in ("Lamp “Dome”", "Lamp “Pier”"):
        Product.objects.create(external_id=name, name=name, page="https://shop.example/lamp")
    for number in range(16):  # returns are spoken of in more places, so that “lamp” tells more
        write(f"Matter {number}", "<p>Not if a return is under way.</p>" if number < 3 else "<p>Ask us.</p>")
    write("Send a return", "<p>Ask for a label, pack it, hand it over.</p>")

    assert titles("how do I return a lamp")[0] == "Send a return"
    assert titles("lamp")[:2] == ["Lamp “Dome”", "Lamp “Pier”"]


def test_a_product_is_found_by_what_it_comes_in(titles, centre):
    mug = Product.objects.create(external_id="mug", name="Mug", page="https://shop.example/mug")
    Product.objects.create(external_id="cup", name="Mug with a lid", page="https://shop.example/cup")
    blue = Variant.objects.create(product=mug, external_id="1", options={"colour": "blue"}, price_cents=900)
    assert titles("blue mug")[0] == "Mug"

    blue.options = {"colour": "rust"}
    blue.save()
    assert titles("rust mug")[0] == "Mug" and titles("blue") == []


def test_an_excerpt_marks_no_word_that_every_sentence_has(write):
    write("A lamp", "<p>A bulb of the lamp.</p>")
    catch_up()

    (hit,) = find("a lamp", language="en", reader=PLAIN, kinds=["article"]).hits
    assert hit.title == "A <mark>lamp</mark>" and hit.excerpt == "A bulb of the <mark>lamp</mark>."
    (hit,) = find("the", language="en", reader=PLAIN, kinds=["article"]).hits
    assert "<mark>the</mark>" in hit.excerpt
