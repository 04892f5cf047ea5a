"""What stands beside a topic: articles about the same, as long as anybody may read them."""

import pytest

from shopbell.community.topic import Topic
from shopbell.helpcenter.centre import HelpCentre
from shopbell.search.help.beside import articles_near
from shopbell.search.help.index import catch_up

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
