"""The shop's policies for shoppers: made of the rows, in their language, and not sent twice when nothing changed."""

import pytest
from django.utils import timezone

from shopbell.shop.models import Policy
from shopbell.shop.policies.policy import write_version


@pytest.fixture
def shipping(db):
    policy = Policy.objects.create(action="shipping", slug="to-germany", title="Germany", is_public=True)
    write_version(
        policy, outcome="allow", conditions=[{"field": "order.country", "op": "is", "value": "DE"}],
        sentences={"en": "To Germany in {delivery_days} working days for {fee}.", "de": "Nach Deutschland: {fee}."},
        terms={"delivery_days": [1, 2], "fee_cents": 490, "currency": "EUR"},
    )  # fmt: skip
    return policy


def read(client, address, language="en"):
    return client.get(address, headers={"Accept-Language": language}).content.decode()


@pytest.mark.requirement("R50")
def test_shipping_and_its_fee_come_out_of_the_row(client, shipping):
    page = read(client, "/policies/shipping/")
    assert "To Germany in 1 to 2 working days for €4.90." in page and "<dd>1 to 2</dd>" in page
    assert "/policies/shipping/" in read(client, "/policies/")
    assert 'href="/policies/shipping/?lang=de"' in read(
        client, "/policies/?lang=de"
    )  # a chosen language stays

    german = read(client, "/policies/shipping/", "de")
    assert 'lang="de"' in german and "Nach Deutschland: 4,90" in german


def test_what_the_shop_has_not_said_has_no_page(client, db):
    assert client.get("/policies/shipping/").status_code == 404
    assert client.get("/policies/nothing/").status_code == 404
    assert "/policies/shipping/" not in read(client, "/policies/")


def test_only_public_rules_are_told(client, shipping):
    Policy.objects.filter(pk=shipping.pk).update(is_public=False)

    assert client.get("/policies/shipping/").status_code == 404


@pytest.mark.requirement("R49", "R50")
def test_returns_tell_what_is_possible_and_what_is_not(client, db):
    page = read(client, "/policies/returns/")

    assert "We send you a label" in page and "only if no return or exchange was asked for" in page
    assert "This order is not yours" not in page
    assert "<dt>Days to send it back</dt><dd>14</dd>" in page


def test_a_page_that_did_not_change_is_not_sent_again(client, shipping):
    tag = client.get("/policies/shipping/")["ETag"]
    assert client.get("/policies/shipping/", headers={"If-None-Match": tag}).status_code == 304

    newest = shipping.newest
    write_version(
        shipping, outcome="allow", conditions=[], sentences=newest.sentences, effective_from=timezone.now(),
        terms={**newest.terms, "fee_cents": 590},
    )  # fmt: skip
    changed = client.get("/policies/shipping/", headers={"If-None-Match": tag})
    assert changed.status_code == 200 and "€5.90" in changed.content.decode()
