"""What stands beside a topic: articles about the same, as long as anybody may read them."""

import gc
import weakref

import pytest

from shopbell.community.topic import Topic
from shopbell.helpcenter.centre import HelpCentre
from shopbell.search.help import judge
from shopbell.search.help.beside import articles_near, nearest_topics
from shopbell.search.help.index import catch_up
from shopbell.shop.models import Product

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R45")]
TITLES = [
    "Pay by transfer",
    "Print a label",
    "Track a parcel",
    "Wash linen",
    "Cancel an order",
    "Repair a clock",
]


def test_a_closed_help_centre_names_no_article_beside_a_topic(write):
    for title in TITLES:
        write(title)
    catch_up()
    topic = Topic(title="How do I wash linen?", language="en")
    assert [each.title for each in articles_near(topic, "en").links] == ["Wash linen"]

    HelpCentre.objects.update(is_on=False)

    assert articles_near(topic, "en").links == []


def test_an_article_stands_there_in_the_language_of_the_topic_before_the_reader_s(write):
    for title in TITLES:
        write(title)
    washed = write("Laver le lin et le linge", language="fr")
    write("Wash linen and cloth", article=washed.article)
    write("Leinen waschen", language="de", article=washed.article)
    catch_up()
    HelpCentre.objects.update(languages=["en", "de", "fr"])
    topic = Topic(title="Comment laver le lin ?", language="fr")
    assert [each.title for each in articles_near(topic, "de").links] == ["Laver le lin et le linge"]


@pytest.fixture
def beside_topic(write):
    """The titles of the articles beside a topic that says so: beside_topic("Title", "text", "de")."""
    for title in TITLES:
        write(title)

    def found(title, text="", language="en", product=None):
        catch_up()
        topic = Topic(title=title, language=language, product=product)
        return [each.title for each in articles_near(topic, language, text).links]

    return found


def test_a_word_that_is_written_all_the_time_puts_nothing_beside_a_topic(beside_topic, write):
    write("Is this mail really from you?", "<p>It is really ours.</p>")
    write("Keep moths away", "<p>Cedar helps.</p>")

    assert beside_topic("Do the chairs really stack?", "We really would like to know.") == []
    assert beside_topic("Moths! What really helps?") == ["Keep moths away"]


def test_the_name_of_a_product_is_no_word_of_its_topic(beside_topic, write):
    write("Burn candles", "<p>Dip the wick.</p>")
    bowl = Product.objects.create(external_id="dip", name="Bowl “Dip”", category="Tableware")

    assert beside_topic("Soup in the “Dip”", "It has a crust.", product=bowl) == []
    assert beside_topic("Dip the wick", "Before candles burn.") == ["Burn candles"]


def test_what_the_title_names_and_the_rest_says_nothing_of_is_not_beside(beside_topic, write):
    write("Zircon", "<p>It shines.</p>")
    text = "Between quartz, feldspar, basalt, obsidian, gneiss, pumice and andesite."

    assert beside_topic("Zircon on my shelf") == ["Zircon"]
    assert "Zircon" not in beside_topic("Zircon on my shelf", text)


def test_the_kind_of_a_product_is_what_its_topic_is_about_too(beside_topic, write):
    write("Wool blankets and rugs", "<p>Moths like what nobody shakes.</p>")
    write("Cupboards", "<p>Moths like the dark.</p>")
    moor = Product.objects.create(external_id="moor", name="Blanket “Moor”", category="Rugs and blankets")

    assert beside_topic("Moths!", "What works?", product=moor)[0] == "Wool blankets and rugs"


def test_a_long_german_word_is_about_what_it_is_written_of(beside_topic, write):
    HelpCentre.objects.update(languages=["en", "de"])
    for title in ("Leinen waschen", "Uhren stellen", "Pakete verfolgen", "Karten einlösen", "Lampen wählen"):
        write(title, "<p>So geht es.</p>", language="de")
    write("Stoffe", "<p>Ein Leinenvorhang wirft Falten.</p>", language="de")
    write("Wie lang muss ein Vorhang sein?", "<p>Bis zum Boden.</p>", language="de")

    found = beside_topic("Der Leinenvorhang am Fenster", "Bis zum Boden?", "de")

    assert "Wie lang muss ein Vorhang sein?" in found


@pytest.mark.parametrize(("like", "titles"), [(0.1, []), (0.3, ["Wash linen"])])
def test_meaning_refuses_what_shares_but_some_words(beside_topic, monkeypatch, like, titles):
    monkeypatch.setattr(judge, "SURE", 100)
    monkeypatch.setattr(judge, "likeness_stamp", lambda language: f"made up {like}")
    monkeypatch.setattr(judge, "likeness_of", lambda kind, ids, *said: dict.fromkeys(ids, like))

    assert beside_topic("How do I wash linen?") == titles


def test_what_was_never_posted_stays_in_no_memory(write):
    class Words(str):
        """Of which one can tell whether anybody holds them still."""

    for title in TITLES:
        write(title)
    catch_up()
    title, text = Words("How do I wash linen?"), Words("Mine has a stain that nobody may hear of.")
    held = [weakref.ref(title), weakref.ref(text)]
    articles_near(Topic(title=title, language="en"), "en", text)
    nearest_topics(Topic(title=title, language="en"), text)

    del title, text
    gc.collect()

    assert [each() for each in held] == [None, None]
