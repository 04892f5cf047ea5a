"""Pairs of articles and topics: reckoned by a job after what is written, and read by pages with a handful of queries."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shopbell.community.models import Board, Community, Post
from shopbell.community.related import related_topics
from shopbell.community.topic import Topic
from shopbell.helpcenter.kept_page import PAGES
from shopbell.search.help import index, pairing
from shopbell.search.help.beside import articles_near, topics_near
from shopbell.search.help.pair import DuePair, Pair, PairState, others_of
from shopbell.search.meaning.setting import Meaning
from shopbell.shop.models import Product
from shopbell.timetable import catch_up_help
from tests.two_connections import Other

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R45")]
OTHERS = ["Pay by transfer", "Print a label", "Track a parcel", "Cancel an order", "Repair a clock"]
SOAP = "<p>With soap, in water.</p>"


@pytest.fixture
def begin(centre):
    """Begin a topic that everybody reads: begin("Title", "text")."""
    Community.objects.create(pk=1, is_on=True)
    board = Board.objects.create(slug="linen")
    board.names.create(language="en", name="Linen")

    def begin(title, text="With which soap?", **about):
        topic = Topic.objects.create(board=board, language="en", title=title, state="shown", **about)
        Post.objects.create(
            topic=topic,
            text=text,
            html=f"<p>{text}</p>",
            state="shown",
            is_first=True,
            client_id=uuid.uuid4(),
        )
        return topic

    return begin


@pytest.fixture
def linen(write):
    """An article on washing linen, among others."""
    for title in OTHERS:
        write(title, SOAP)
    return write("Wash linen", SOAP)


def work():
    """The job of the timetable."""
    catch_up_help(0)
    assert not DuePair.objects.exists()


def titles(near):
    return [each.title for each in near.links]


def all_pairs():
    return set(Pair.objects.values_list("kind", "object_id", "language", "other_kind", "other_id"))


def queries_of(client, path):
    PAGES.clear()
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(path).status_code == 200
    return [each["sql"] for each in captured]


def test_both_ends_name_each_other_once_the_job_was_there(linen, begin):
    topic = begin("Wash linen of the bed?")
    work()

    assert titles(articles_near(topic, "en")) == ["Wash linen"]
    assert titles(topics_near(linen, "en")) == [topic.title]


def test_a_page_asks_a_handful_of_queries_and_never_the_index_however_much_is_new(client, linen, begin):
    article = f"/help/en/articles/{linen.article_id}/{linen.slug}/"
    client.get(article)
    alone = len(queries_of(client, article))
    topics = [
        begin(f"Wash linen of the {place}?") for place in ("bed", "table", "bath", "sofa", "hall", "attic")
    ]
    index.catch_up()
    work()
    begin("Wash linen anew?")
    linen.article.texts.update(summary="Anew.")
    pages = [article, f"/community/en/topics/{topics[0].pk}/{topics[0].slug}/"]

    for page in pages:
        asked = queries_of(client, page)
        assert not [sql for sql in asked if "search_document" in sql or "search_form" in sql], page
    assert len(queries_of(client, article)) <= alone + 9


def test_an_article_that_comes_changes_or_goes_changes_what_stands_beside_a_topic(linen, begin, write):
    topic = begin("Wash linen of the bed?")
    work()

    again = write("Wash linen of the bed", SOAP)
    work()
    assert titles(articles_near(topic, "en")) == ["Wash linen of the bed", "Wash linen"]
    assert titles(topics_near(again, "en")) == [topic.title]

    write("Iron a shirt", "<p>Hot.</p>", article=linen.article)
    work()
    assert titles(articles_near(topic, "en")) == ["Wash linen of the bed"]

    again.article.delete()
    work()
    assert titles(articles_near(topic, "en")) == []


def test_an_article_that_says_it_in_its_text_alone_is_found_by_the_topics_that_were_there(
    linen, begin, write
):
    topic = begin("Moths! What really helps?", "In the wool.")
    work()
    assert titles(articles_near(topic, "en")) == []

    write("Wool and rugs", "<p>Moths like wool that nobody shakes.</p>")
    work()

    assert titles(articles_near(topic, "en")) == ["Wool and rugs"]


def test_what_becomes_private_leaves_at_once_and_its_pairs_a_moment_later(linen, begin):
    topic = begin("Wash linen of the bed?")
    work()
    type(linen.article).objects.update(access="agents")

    assert titles(articles_near(topic, "en")) == []
    work()
    assert not Pair.objects.filter(other_kind="article").exists()


def test_a_topic_that_changes_is_hidden_or_erased_changes_what_stands_beside_an_article(linen, begin):
    topic, other = begin("Wash linen of the bed?"), begin("Wash linen of the sofa?")
    work()
    assert titles(topics_near(linen, "en")) == [topic.title, other.title]
    assert related_topics(other) == [topic]

    Topic.objects.filter(pk=topic.pk).update(state="hidden")
    assert titles(topics_near(linen, "en")) == [other.title]
    work()
    assert topic.pk not in {each for row in all_pairs() for each in (row[1], row[4]) if "topic" in row}

    other.title = "Repair a clock of the sofa"
    other.save()
    work()
    assert titles(topics_near(linen, "en")) == []

    other.posts.all().delete()
    other.delete()
    work()
    assert not Pair.objects.filter(kind="topic").exists()


def test_topics_that_were_there_learn_of_one_that_comes(linen, begin):
    first = begin("Wash linen of the bed?")
    work()
    assert related_topics(first) == []

    second = begin("Wash linen of the sofa?")
    work()

    assert related_topics(first) == [second]


def test_a_product_with_another_name_makes_its_topics_due(begin):
    page = "https://shop.example/moor"
    moor = Product.objects.create(external_id="moor", name="Lamp “Moor”", category="Lamps", page=page)
    topic = begin("Moths!", product=moor)
    begin("Wash linen of the bed?")
    work()

    Product.objects.update(name="Blanket “Moor”")
    index.catch_up()

    assert [each.object_id for each in DuePair.objects.all()] == [topic.pk]


def test_articles_about_the_same_are_pairs_too(linen, write):
    silk = write("Wash linen and silk", SOAP)
    work()

    assert others_of("article", linen.article_id, "en", "article", 3) == [silk.article_id]
    assert others_of("article", silk.article_id, "en", "article", 3) == [linen.article_id]


def test_step_by_step_it_comes_to_the_same_as_all_at_once(linen, begin, write):
    for place in ("bed", "table", "bath"):
        begin(f"Wash linen of the {place}?")
        work()
    write("Wash the linen of a table", SOAP)
    work()
    by_steps = all_pairs()
    assert len(by_steps) > 8

    PairState.objects.all().delete()  # as after an upgrade
    Pair.objects.filter(kind="topic").delete()
    work()

    assert all_pairs() == by_steps


def test_another_judge_makes_all_pairs_due_once(linen, begin, monkeypatch):
    begin("Wash linen of the bed?")
    work()
    Pair.objects.create(
        kind="topic", object_id=999_999, language="en", other_kind="article", other_id=1, score=9
    )
    monkeypatch.setattr(pairing, "JUDGE", "another")
    monkeypatch.setattr(pairing, "reckon_due", lambda: 0)

    assert pairing.catch_up() == 7  # six articles and a topic
    assert pairing.catch_up() == 7
    assert not Pair.objects.filter(object_id=999_999).exists()


def test_a_shop_that_finds_by_meaning_from_now_on_makes_all_pairs_due(linen, monkeypatch):
    work()
    monkeypatch.setattr(pairing, "reckon_due", lambda: 0)
    monkeypatch.setattr(pairing.encoder, "encoder_name", lambda: "made up 1")

    Meaning.objects.create(pk=1, is_on=True)

    assert pairing.catch_up() == 6


def test_who_dies_while_pairs_are_reckoned_leaves_them_due(linen, begin, monkeypatch):
    topic = begin("Wash linen of the bed?")
    index.catch_up()

    def die(said):
        raise KeyboardInterrupt

    with monkeypatch.context() as broken, pytest.raises(KeyboardInterrupt):
        broken.setattr(pairing, "topics_alike", die)
        pairing.catch_up()
    assert DuePair.objects.filter(kind="topic", object_id=topic.pk).exists()

    work()

    assert titles(articles_near(topic, "en")) == ["Wash linen"]


def test_what_is_due_several_times_is_reckoned_once(begin, monkeypatch):
    topic = begin("Wash linen of the bed?")
    index.catch_up()
    for _time in range(3):
        index.note_written("topic", [topic.pk])
    reckoned = []
    monkeypatch.setattr(pairing, "_reckon", lambda kind, object_id: reckoned.append((kind, object_id)))

    pairing.reckon_due()

    assert reckoned == [("topic", topic.pk)] and not DuePair.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_what_is_written_while_its_pairs_are_reckoned_is_due_again(linen, monkeypatch):
    index.note_written("article", [linen.article_id])

    def written_meanwhile(kind, object_id):
        Other(index.note_written, "article", [linen.article_id]).outcome()

    with monkeypatch.context() as broken:
        broken.setattr(pairing, "_reckon", written_meanwhile)
        pairing.reckon_due(1)

    assert DuePair.objects.filter(kind="article", object_id=linen.article_id, is_written=True).count() == 1
