"""Doubts about what a guide says: raised and settled as those of articles are, and told to the guide's owner."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.helpcenter.about import delete_article
from shopbell.helpcenter.guides.publishing import change_guide, publish_guide, withdraw_guide
from shopbell.helpcenter.guides.tree import Kind
from shopbell.helpcenter.publishing import withdraw
from shopbell.helpcenter.stale import (
    REVIEW_AGAIN,
    StaleFlag,
    call_still_true,
    look_over,
    own_count,
    tell_owners,
)
from shopbell.helpcenter.stale_sign import StaleKind
from shopbell.notifications.kind import Kind as Told
from shopbell.notifications.notification import Notification
from shopbell.notifications.panel import things_of
from shopbell.shop.policies.policy import Policy, PolicyVersion
from shopbell.shop.product import Product, Variant

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R48", "R49")]


def doubts():
    look_over(timezone.now())
    return [flag.kind for flag in StaleFlag.objects.open().filter(guide__isnull=False)]


def words():
    return StaleFlag.objects.open().get().words


@pytest.fixture
def put_out(parcel, ada, change):
    """Change the first ending of the guide and publish it, a week ago: put_out(text="…")."""

    def put_out(**said):
        guide = change(parcel, parcel.tree.first.choices[0].to, **said)
        version = publish_guide(guide, by=ada, seen=guide.revision)
        version.at = timezone.now() - timedelta(days=7)
        version.save(update_fields=["at"])
        return guide

    return put_out


def cost(shipping, cents):
    policy = Policy.objects.get(pk=shipping.pk)
    policy.draft.terms = policy.draft.terms | {"fee_cents": cents}
    policy.save()


def test_a_value_of_a_policy_that_changed_is_a_doubt_of_the_guide_that_names_it_until_called_still_true(
    put_out, shipping, bo
):
    PolicyVersion.objects.filter(policy=shipping).update(effective_from=timezone.now() - timedelta(days=90))
    put_out(text='It costs <var data-from="to-germany.fee">4.90</var>.')
    assert not doubts()
    cost(shipping, 790)

    assert doubts() == [StaleKind.POLICY] and "7.90" in words()
    call_still_true(StaleFlag.objects.get(), by=bo)
    assert not doubts()
    cost(shipping, 890)
    assert doubts() == [StaleKind.POLICY]


def test_a_policy_that_an_ending_leads_to_and_says_something_else_is_a_doubt(put_out, shipping):
    PolicyVersion.objects.filter(policy=shipping).update(effective_from=timezone.now() - timedelta(days=90))
    put_out(kind=Kind.ACTION, place="policy:shipping")
    assert not doubts()
    cost(shipping, 790)

    assert doubts() == [StaleKind.POLICY] and "4.90" in words() and "7.90" in words()


def test_a_price_a_sold_out_variant_and_one_that_is_gone_are_doubts_of_the_guide_that_advises_it(put_out):
    bag = Product.objects.create(source="builtin", external_id="1", name="Messenger bag")
    Variant.objects.create(
        product=bag, external_id="s", sku="BAG/S", price_cents=900, currency="EUR", stock=2
    )
    large = Variant.objects.create(
        product=bag, external_id="l", sku="BAG/L", price_cents=4900, currency="EUR", stock=2
    )
    put_out(kind=Kind.PRODUCT, products=["BAG/L"])
    assert not doubts()
    large.price_cents, large.stock = 5900, 0
    large.save()

    assert sorted(doubts()) == [StaleKind.PRICE, StaleKind.STOCK]
    large.delete()
    assert doubts() == [StaleKind.PRODUCT] and "Messenger bag" in words()


def long_there(article):
    """Let it be published longer than the guide."""
    since = timezone.now() - timedelta(days=20)
    article.texts.update(published_at=since)
    article.versions.update(at=since)


@pytest.mark.parametrize("leads", ["shows it", "links it"])
def test_an_article_that_says_something_else_or_is_gone_is_a_doubt_of_the_guide_that(
    leads, put_out, write, ada
):
    article = write("How to send it back").article
    long_there(article)
    of_it = {"text": f"See [the article](/help/en/articles/{article.pk}/how/)."}
    put_out(**of_it if leads == "links it" else {"article": article.pk})
    assert not doubts()
    write("How to send it back", "<p>Another way.</p>", article=article)

    assert doubts() == [StaleKind.ARTICLE] and "How to send it back" in words()
    withdraw(article.texts.get(), by=ada)
    assert doubts() == [StaleKind.WITHDRAWN] and "How to send it back" in words()
    delete_article(article, by=ada)
    assert doubts() == [StaleKind.WITHDRAWN]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_an_article_that_comes_in_one_more_language_says_nothing_else(put_out, write, language):
    article = write("Zurückschicken", language="de").article
    long_there(article)
    put_out(article=article.pk)
    write("Sending it back", language=language, article=article)

    assert not doubts()
    write("Zurückschicken", "<p>Anders.</p>", language="de", article=article)
    assert doubts() == ([StaleKind.ARTICLE] if language == "ar" else [])


def test_publishing_it_anew_settles_its_doubts_and_its_review_and_taking_it_back_too(put_out, ada, change):
    guide = put_out(text="1. Wait.")
    change_guide(guide, by=ada, review_on=timezone.localdate())
    assert doubts() == [StaleKind.REVIEW]
    guide = change(guide, 1, title="Does it move?")
    publish_guide(guide, by=ada, seen=guide.revision)

    guide.refresh_from_db()
    assert not doubts() and guide.review_on == timezone.localdate() + REVIEW_AGAIN
    change_guide(guide, by=ada, review_on=timezone.localdate() - timedelta(days=1))
    assert doubts()
    withdraw_guide(guide, by=ada)
    assert not doubts()


def test_its_owner_is_told_once_of_a_doubt_and_of_a_review_and_has_read_it_with_the_guide(
    put_out, shipping, ada, desk
):
    PolicyVersion.objects.filter(policy=shipping).update(effective_from=timezone.now() - timedelta(days=90))
    guide = put_out(text='It costs <var data-from="to-germany.fee">4.90</var>.')
    assert guide.owner == ada
    cost(shipping, 790)
    doubts()

    assert tell_owners(timezone.now()) == 1 and tell_owners(timezone.now()) == 0
    assert Notification.objects.get().kind == Told.ARTICLE and own_count(ada) == 1
    [thing], _older = things_of(ada)
    assert (thing.heading, thing.address) == (str(guide), f"/desk/help/guides/{guide.pk}/")
    assert thing.lines[0].words == "Something in this guide of yours may not be true any more"
    desk(ada).get(thing.address)
    assert Notification.objects.get().read_at


def test_the_desk_shows_it_in_the_editor_and_both_lists_and_it_is_called_still_true_there(
    put_out, desk, ada, bo
):
    guide = put_out(text="1. Wait.")
    about = f"/desk/help/guides/{guide.pk}/about/"
    desk(bo).post(about, {"owner": bo.pk, "review_on": timezone.localdate().isoformat()})
    guide.refresh_from_db()
    assert (guide.owner, guide.review_on) == (bo, timezone.localdate())
    assert doubts() == [StaleKind.REVIEW]

    flag = StaleFlag.objects.get()
    home = f"/desk/help/guides/{guide.pk}/"
    assert flag.words in desk(bo).get(home).content.decode()
    assert "To be looked over" in desk(bo).get("/desk/help/guides/").content.decode()
    for state in ("doubt", "due"):
        assert home in desk(bo).get(f"/desk/help/?state={state}").content.decode()
    assert home in desk(bo).get("/desk/help/?state=doubt&owner=me").content.decode()
    assert home not in desk(ada).get("/desk/help/?state=doubt&owner=me").content.decode()
    assert home not in desk(bo).get("/desk/help/").content.decode()
    answer = desk(bo).post(f"/desk/help/doubts/{flag.pk}/")
    assert answer.url == home and not doubts()
    guide.refresh_from_db()
    assert guide.review_on == timezone.localdate() + REVIEW_AGAIN


def test_an_agent_who_is_erased_leaves_a_guide_without_an_owner_and_a_guide_takes_its_doubts_along(
    put_out, ada, bo
):
    guide = put_out(text="1. Wait.")
    change_guide(guide, by=ada, owner=bo, review_on=timezone.localdate())
    doubts()
    bo.delete()
    guide.refresh_from_db()
    assert guide.owner is None
    guide.delete()
    assert not StaleFlag.objects.exists()


def test_who_publishes_a_guide_first_owns_it_where_nobody_does_and_is_not_put_back_later(parcel, ada, change):
    change_guide(parcel, by=ada, owner=None)
    publish_guide(parcel, by=ada, seen=parcel.revision)
    parcel.refresh_from_db()
    assert parcel.owner == ada and parcel.review_on == timezone.localdate() + timedelta(days=365)

    change_guide(parcel, by=ada, owner=None)
    guide = change(parcel, 1, title="Does it move?")
    publish_guide(guide, by=ada, seen=guide.revision)
    guide.refresh_from_db()
    assert guide.owner is None
