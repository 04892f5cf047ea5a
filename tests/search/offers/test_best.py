"""Which answers are offered while a question is written."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from shopbell.helpcenter.article import Access
from shopbell.helpcenter.article_read import ReadDay
from shopbell.search.help.stop_words import telling_words
from shopbell.search.offers.best import LOOKED_AT, product_at
from shopbell.shop.product import Product
from shopbell.tickets.models import ContactReason

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R55")]


def test_a_question_in_a_whole_sentence_finds_its_answer(offered):
    text = "Hello, I made a mistake with my address. Can you change where the delivery goes?"

    assert offered(text)[0] == "Change the delivery address"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "Hello, I have a question for you please",
        "What is the weather like in Lisbon tomorrow?",
        "asdf jkl qwertz",
        "\0 \U0001f642 %%% '); drop table",
    ],
)
def test_where_nothing_is_near_nothing_is_offered(offered, text):
    assert offered(text) == []


def test_never_more_than_three_are_offered(offered, write):
    for number in range(6):
        write(f"Track your parcel abroad, part {number}")

    assert len(offered("track your parcel")) == 3


def test_what_only_customers_or_agents_may_read_is_offered_to_nobody(offered, write):
    write("Repair of a music box", access=Access.CUSTOMERS)
    write("Repair of a music box for us", access=Access.AGENTS)

    assert "Repair of a music box" not in offered("repair of a music box")
    assert all("music" not in each for each in offered("repair of a music box"))


def test_a_closed_centre_offers_nothing(offered, centre):
    assert offered("track your parcel")
    centre.is_on = False
    centre.save()

    assert offered("track your parcel") == []


def test_the_readers_language_comes_first_and_another_serves_where_there_is_none(offered, articles, write):
    article = articles["Track your parcel"].article
    write("Das Paket verfolgen", "<p>Der Verweis steht in der Mail.</p>", language="de", article=article)

    assert offered("Wie kann ich mein Paket verfolgen?", "de")[:1] == ["Das Paket verfolgen"]
    assert offered("track parcel", "de")[:1] == ["Das Paket verfolgen"]
    assert offered("gift card balance", "de")[:1] == ["Balance of a gift card"]


@pytest.fixture
def two_cleanings(write, articles):
    titles = {
        "Clean the marks off a wall clock": "With a cloth.",
        "Clean the marks off a linen blind": "With soap.",
    }
    return {title: write(title, f"<p>{body}</p>") for title, body in titles.items()}


def test_the_product_in_view_brings_its_article_forward(offered, two_cleanings):
    Product.objects.create(
        external_id="7", name="Oslo wall clock", category="Clocks", page="/demo-shop/oslo/"
    )
    Product.objects.create(
        external_id="8", name="Blind of linen", category="Blinds", page="https://wexmoor.example/blind"
    )

    clock = offered("clean the marks", page="https://wexmoor.example/demo-shop/oslo/?from=mail")
    blind = offered("clean the marks", page="https://wexmoor.example/blind/")

    assert (clock[0], blind[0]) == ("Clean the marks off a wall clock", "Clean the marks off a linen blind")


def test_the_reason_that_is_ticked_brings_its_article_forward(offered, two_cleanings):
    reasons = [ContactReason(stage="after", name=name) for name in ("Linen blinds", "Clocks on the wall")]

    assert "linen" in offered("clean the marks", reasons=(reasons[0],))[0]
    assert "clock" in offered("clean the marks", reasons=(reasons[1],))[0]


def test_an_article_that_carries_the_reason_that_is_ticked_comes_first(offered, two_cleanings, articles):
    top = ContactReason.objects.get(name="Warranty and how-to")
    detail = ContactReason.objects.create(stage=top.stage, name="Marks", parent=top)
    for title, text in two_cleanings.items():
        for carried, ticked in ((top, top), (top, detail), (detail, top)):
            text.article.reasons.set([carried])
            assert offered("clean the marks", reasons=(ticked,))[0] == title
        text.article.reasons.clear()

    assert offered("What is the weather like?", reasons=(top,)) == []


def test_while_nothing_is_written_the_articles_of_what_is_ticked_are_offered(offered, articles):
    reason = ContactReason.objects.get(name="Praise")
    articles["Care for oak"].article.reasons.set([reason])

    assert offered("Praise", reasons=(reason,), is_written=False) == ["Care for oak"]
    assert offered("Praise", reasons=(reason,)) == []


def test_of_the_articles_of_what_is_ticked_those_come_first_that_spared_most_people_a_ticket(
    offered, articles
):
    reason = ContactReason.objects.get(name="Praise")
    wanted = ["Wash linen", "Care for oak", "Repair a clock", "Track your parcel"]
    for position, title in enumerate(wanted):
        article = articles[title].article
        article.reasons.set([reason])
        article.position = position
        article.save()
    assert offered("Praise", reasons=(reason,), is_written=False) == wanted[:3]

    a_week_ago = timezone.localdate() - timedelta(days=7)
    for title, reads, followed in (
        ("Care for oak", 90, 80), ("Repair a clock", 3, 0), ("Track your parcel", 60, 10),
    ):  # fmt: skip
        its_day = {"article": articles[title].article, "language": "en", "day": a_week_ago}
        ReadDay.objects.create(**its_day, reads=reads, followed=followed)
    assert offered("Praise", reasons=(reason,), is_written=False) == [
        "Track your parcel", "Wash linen", "Care for oak",
    ]  # fmt: skip


def test_readings_of_which_nobody_knows_whether_a_ticket_followed_lift_no_article(offered, articles):
    reason = ContactReason.objects.get(name="Praise")
    for position, title in enumerate(["Wash linen", "Care for oak"]):
        article = articles[title].article
        article.reasons.set([reason])
        article.position = position
        article.save()

    today = {"article": articles["Care for oak"].article, "language": "en", "day": timezone.localdate()}
    ReadDay.objects.create(**today, unknown=500)

    assert offered("Praise", reasons=(reason,), is_written=False) == ["Wash linen", "Care for oak"]


def test_articles_that_the_reader_may_not_read_take_no_place_of_those_that_are_offered(
    offered, articles, write
):
    reason = ContactReason.objects.get(name="Praise")
    hidden = [write(f"Thanks, part {number}", access=Access.AGENTS) for number in range(LOOKED_AT)]
    foreign = [write(f"Danke, Teil {number}", language="xx") for number in range(2)]
    for text in [*hidden, *foreign]:
        text.article.reasons.set([reason])
    articles["Care for oak"].article.reasons.set([reason])
    articles["Care for oak"].article.position = 99
    articles["Care for oak"].article.save()

    assert offered("Praise", reasons=(reason,), is_written=False) == ["Care for oak"]


def test_what_is_looked_at_alone_brings_nothing(offered):
    assert offered("What is the weather like?", page="https://wexmoor.example/track-your-parcel/") == []


@pytest.mark.parametrize("page", ["", "/", "https://[", "javascript:alert(1)", "https://wexmoor.example"])
def test_a_page_that_is_none_of_a_product_names_none(page):
    Product.objects.create(external_id="7", name="Oslo", page="/oslo/")

    assert product_at(page) is None
    assert product_at("https://wexmoor.example/oslo").name == "Oslo"


def test_words_that_every_sentence_has_say_nothing():
    assert telling_words("Hello, I want to have the lamp", "en") == "lamp"
    assert telling_words("I would not have the lamp", "en") == "would lamp"
    assert telling_words("Ich habe nicht die Lampe", "de-AT") == "Lampe"
    assert telling_words("مرحبا كيف تعمل اللمبة", "ar") == "تعمل اللمبة"


@given(st.text(max_size=200), st.sampled_from(["en", "de", "zh", "", "x-y"]))
def test_whatever_is_written_only_words_of_it_are_left(text, language):
    left = telling_words(text, language).split()

    assert all(word in text.replace("\0", "") for word in left)
    assert len(left) == len(set(left))


def test_what_is_called_as_somebody_asks_comes_first(offered, write):
    body = "<p>Cancel, cancel: an order, the order, what you ordered.</p>"
    write("Cancel an order in another way", body, summary="An order, cancelled.")
    write(
        "Send back something large",
        "<p>Send something back: a sofa.</p>",
        summary="Send something large back.",
    )
    write("Send something back", "<p>In its box.</p>", summary="In its box.")

    assert offered("Hi, I want to cancle my order please")[0] == "Cancel an order"
