"""Policies, guides and topics with an accepted answer are offered as articles are, and counted as what they are."""

import pytest

from shopbell.channels.offered import KINDS, key_of, page_behind
from shopbell.channels.offering import Place, Question, Told, count_offers, offers_for
from shopbell.community.models import Community, Profile
from shopbell.community.state import State
from shopbell.community.topic import Topic
from shopbell.community.writing import accept_answer
from shopbell.helpcenter.guides.publishing import change_guide, publish_guide
from shopbell.helpcenter.models import GuideCount, OfferDay
from shopbell.search.help.index import index_due
from shopbell.search.help.sources import SOURCES
from shopbell.search.offers.best import OFFERED
from shopbell.shop.product import Product
from shopbell.tickets.message import receive_message
from shopbell.tickets.models import ContactReason
from tests.community.conftest import begin, firefly, lamps, moth, say  # noqa: F401
from tests.helpcenter.conftest import shipping  # noqa: F401
from tests.helpcenter.guides.conftest import change, parcel, published  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R55", "R7")]
POLICY = "What are the shipping fees, and the shipping times?"
GUIDE = "My parcel has not come"
TOPIC = "Which bulb fits the Alma?"
FIREFOX = {"user-agent": "Mozilla/5.0 Firefox/140.0"}
ANSWER = "One with a small E14 socket, up to 40 watts."


@pytest.fixture
def community(articles):
    """Open, beside the help centre of the articles."""
    return Community.objects.create(pk=1, is_on=True, looked_at_first=0)


@pytest.fixture
def solved(begin, say, moth, firefly):  # noqa: F811
    """A topic whose asker accepted what Night moth said."""
    topic = begin(TOPIC, "It has a small socket.")
    answer = say(topic, ANSWER, by=moth)
    accept_answer(topic, answer, by=firefly)
    topic.refresh_from_db()
    return topic


def kinds(text, **about):
    """Kind and title of what is offered."""
    while index_due():
        pass
    return [(each.kind, each.title) for each in offers_for(Question(text, "en", **about))]


def test_a_policy_is_offered_with_what_it_says_now(articles, shipping, shopper):  # noqa: F811
    assert ("policy", "Shipping times and fees") in kinds(POLICY)

    offers = shopper.post("offers", text=POLICY).json()["offers"]
    offer = next(each for each in offers if each["kind"] == "policy")
    page = shopper.post("offer", key=offer["key"]).json()
    assert offer["word"] == "Our policy" and page["title"] == offer["title"]
    assert "To Germany for €4.90." in page["html"] and page["address"] == "/help/en/policies/shipping/"


def test_a_guide_is_offered_and_its_first_step_leads_on(articles, published, shopper):  # noqa: F811
    assert kinds(GUIDE)[0] == ("guide", GUIDE)

    offer = shopper.post("offers", text=GUIDE).json()["offers"][0]
    page = shopper.post("offer", key=offer["key"]).json()
    way = published.shown.tree.steps[0].choices[0].id
    assert "Does the parcel move?" in page["html"] and "Not for days" in page["html"]
    assert f'href="/help/en/guides/{published.slug}/{way}/"' in page["html"]


def test_a_guide_that_is_read_in_place_is_begun(articles, published, shopper):  # noqa: F811
    shopper.post("offer", FIREFOX, key=key_of("guide", published.pk, "en"))

    assert GuideCount.objects.get(guide=published).count == 1


def test_an_accepted_answer_is_offered_with_who_said_it(solved, shopper):
    assert kinds(TOPIC)[0] == ("topic", TOPIC)

    offer = shopper.post("offers", text=TOPIC).json()["offers"][0]
    page = shopper.post("offer", key=offer["key"]).json()
    assert offer["excerpt"] == ANSWER
    assert (
        ANSWER in page["html"] and "Night moth" in page["html"] and "It has a small socket." in page["html"]
    )
    assert page["words"]["whole"] == "Open in the community" and "/community/en/topics/" in page["address"]


def hide_topic(topic):
    Topic.objects.filter(pk=topic.pk).update(state=State.HIDDEN)


def hide_answer(topic):
    topic.accepted.state = State.HIDDEN
    topic.accepted.save()


def accept_nothing(topic):
    Topic.objects.filter(pk=topic.pk).update(accepted=None)


def close_community(topic):
    Community.objects.update(is_on=False)


@pytest.mark.parametrize("change", [hide_topic, hide_answer, accept_nothing, close_community])
def test_a_topic_that_is_no_answer_for_everybody_is_not_offered_read_or_counted(solved, shopper, change):  # noqa: F811
    key = key_of("topic", solved.pk, "en")
    assert ("topic", TOPIC) in kinds(TOPIC) and page_behind(key)
    change(solved)  # and the index does not know it yet

    assert "topic" not in [each.kind for each in offers_for(Question(TOPIC, "en"))]
    assert "topic" not in [kind for kind, _title in kinds(TOPIC)]
    assert shopper.post("offer", key=key).status_code == 404
    count_offers(Place.WIDGET, Told.SOLVED, [key])
    assert not OfferDay.objects.filter(kind="topic", solved__gt=0).exists()


@pytest.mark.parametrize("access", ["customers", "agents"])
def test_a_guide_that_is_not_for_everybody_is_offered_to_nobody(articles, published, ada, access):  # noqa: F811
    assert kinds(GUIDE)
    change_guide(published, by=ada, access=access)

    assert ("guide", GUIDE) not in kinds(GUIDE)
    assert page_behind(key_of("guide", published.pk, "en")) is None


def test_topics_without_an_answer_take_no_place_of_one_that_has(begin, solved, monkeypatch):  # noqa: F811
    for number in range(4):
        begin(f"{TOPIC} Asked again, number {number}")
    while index_due():
        pass
    monkeypatch.setattr("shopbell.search.offers.best.RANKED", 1)

    assert kinds(TOPIC) == [("topic", TOPIC)]


@pytest.mark.parametrize("text", ["hello", "What is the weather like in Lisbon tomorrow?", "Are there jobs for carpenters?"])  # fmt: skip
def test_where_nothing_of_any_kind_is_near_nothing_is_offered(solved, shipping, published, text):  # noqa: F811
    assert kinds(text) == []


def test_a_topic_about_the_product_in_view_comes_forward(begin, say, firefly, moth, articles, community):  # noqa: F811
    alma = Product.objects.create(external_id="7", name="Alma", page="/alma/")
    for product in (None, alma):
        topic = begin("Does the shade come off the lamp?", "To wash it.", product=product)
        accept_answer(topic, say(topic, "It turns to the left.", by=moth), by=firefly)
    while index_due():
        pass
    asked = "How does the shade come off?"

    def keys(page):
        return [each.key for each in offers_for(Question(asked, "en", page=page))]

    assert keys("https://wexmoor.example/alma/")[0] == key_of("topic", topic.pk, "en")
    assert keys("")[0] != key_of("topic", topic.pk, "en")


def test_a_guide_that_ends_in_the_reason_that_is_ticked_is_offered_at_once(articles, published, change, ada):  # noqa: F811
    reason = ContactReason.objects.get(name="Praise")
    ending = next(step.id for step in published.tree.steps if step.kind == "contact")
    guide = change(published, ending, topic=reason.pk)
    guide.refresh_from_db()
    publish_guide(guide, by=ada, seen=guide.revision)

    assert kinds("Praise", reasons=(reason,), is_written=False) == [("guide", GUIDE)]
    assert kinds("Praise", reasons=(reason,)) == []


def test_each_kind_is_counted_as_what_it_is(solved, shipping, published, shopper, desk, bo):  # noqa: F811
    for text, kind in ((POLICY, "policy"), (GUIDE, "guide"), (TOPIC, "topic")):
        offers = shopper.post("offers", text=text).json()["offers"]
        key = next(each["key"] for each in offers if each["kind"] == kind)
        shopper.post("offer-told", FIREFOX, key=key, solved=True)

        assert OfferDay.objects.get(kind=kind, solved=1).shown == 1
    page = desk(bo).get("/desk/help/figures/").content.decode()
    assert all(word in page for word in ("Our policy", "Step by step", TOPIC, "Shipping times and fees"))


def test_an_agent_sees_each_kind_beside_the_ticket_and_puts_it_in_with_its_link(
    solved, late_parcel, desk, bo, settings
):
    while index_due():
        pass
    receive_message(late_parcel, TOPIC, customer=late_parcel.customer, channel="email")
    address = f"/desk/tickets/{late_parcel.pk}/answers/"
    card = desk(bo).get(address).content.decode()
    page = desk(bo).get(f"{address}{key_of('topic', solved.pk, 'en')}/").content.decode()

    assert (
        f'data-into-reply="{TOPIC}: {settings.SITE_URL}/community/en/topics/' in card and "Community" in card
    )
    assert ANSWER in page and "Night moth" in page and "Open in the community" in page


def test_an_answer_of_who_is_erased_is_a_deleted_member_s(solved, moth):  # noqa: F811
    Profile.objects.filter(pk=moth.pk).delete()
    page = page_behind(key_of("topic", solved.pk, "en"))

    assert "Deleted member" in page.html and "Night moth" not in page.html


def test_what_is_offered_can_be_found_and_has_its_word_and_its_mark():
    assert set(OFFERED) == set(KINDS) <= set(SOURCES)
    assert all(str(kind.word) and kind.icon for kind in KINDS.values())
