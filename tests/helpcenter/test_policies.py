"""The shop's policies for shoppers: made of the rows, in their language, and not sent twice when nothing changed."""

import pytest
from django.utils import timezone

from shopbell.helpcenter.centre import HelpCentre
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


def read(client, address):
    return client.get(address).content.decode()


@pytest.mark.requirement("R50")
def test_shipping_and_its_fee_come_out_of_the_row(client, centre, shipping):
    page = read(client, "/help/en/policies/shipping/")
    assert "To Germany in 1 to 2 working days for €4.90." in page and "<dd>1 to 2</dd>" in page
    for above in ("/help/en/policies/", "/help/en/"):
        assert "/help/en/policies/shipping/" in read(client, above)

    german = read(client, "/help/de/policies/shipping/")
    assert 'lang="de"' in german and "Nach Deutschland: 4,90" in german


def test_a_page_has_one_address_in_each_language_and_names_the_others(client, centre, shipping):
    page = read(client, "/help/de/policies/shipping/")

    assert '<link rel="canonical" href="http://testserver/help/de/policies/shipping/">' in page
    assert 'hreflang="en" href="http://testserver/help/en/policies/shipping/"' in page
    sitemap = read(client, "/help/sitemap.xml")
    assert sitemap.count("<loc>http://testserver/help/de/policies/shipping/</loc>") == 1


@pytest.mark.parametrize(
    ("asked", "browser", "language"), [("?lang=de", "en", "de"), ("", "de", "de"), ("", "fr", "en")]
)
def test_the_addresses_of_before_lead_on_for_good(client, centre, shipping, asked, browser, language):
    headers = {"Accept-Language": browser}
    answer = client.get(f"/policies/shipping/{asked}", headers=headers)

    assert (answer.status_code, answer["Location"]) == (301, f"/help/{language}/policies/shipping/")
    assert "Accept-Language" in answer["Vary"]
    assert client.get(f"/policies/{asked}", headers=headers)["Location"] == f"/help/{language}/policies/"
    assert client.get("/policies/nothing/").status_code == 404


def test_they_stay_open_while_the_help_centre_is_closed(client, centre, shipping):
    HelpCentre.objects.update(is_on=False)

    assert client.get("/help/en/policies/shipping/").status_code == 200
    assert client.get("/help/en/").status_code == 404


def test_what_the_shop_has_not_said_has_no_page(client, centre):
    assert client.get("/help/en/policies/shipping/").status_code == 404
    assert client.get("/help/en/policies/privacy/").status_code == 404
    assert client.get("/help/en/policies/nothing/").status_code == 404
    assert client.get("/help/fr/policies/returns/").status_code == 404
    assert "/policies/shipping/" not in read(client, "/help/en/policies/")


def test_how_long_messages_are_kept_is_told_once_it_is_said(client, centre):
    policy = Policy.objects.create(action="privacy", slug="kept", title="Kept", is_public=True)
    write_version(
        policy, outcome="allow", conditions=[], terms={"keep_months": 18},
        sentences={"en": "What you write is kept for {keep_months} months."},
    )  # fmt: skip

    page = read(client, "/help/en/policies/privacy/")
    assert "What you write is kept for 18 months." in page and "<dd>18</dd>" in page


def test_only_public_rules_are_told(client, centre, shipping):
    Policy.objects.filter(pk=shipping.pk).update(is_public=False)

    assert client.get("/help/en/policies/shipping/").status_code == 404


@pytest.mark.requirement("R49", "R50")
def test_returns_tell_what_is_possible_and_what_is_not(client, centre):
    page = read(client, "/help/en/policies/returns/")

    assert "We send you a label" in page and "only if no return or exchange was asked for" in page
    assert "This order is not yours" not in page
    assert "<dt>Days to hand it in after asking</dt><dd>14</dd>" in page


def test_a_page_that_did_not_change_is_not_sent_again(client, centre, shipping):
    address = "/help/en/policies/shipping/"
    tag = client.get(address)["ETag"]
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304

    newest = shipping.newest
    write_version(
        shipping, outcome="allow", conditions=[], sentences=newest.sentences, effective_from=timezone.now(),
        terms={**newest.terms, "fee_cents": 590},
    )  # fmt: skip
    changed = client.get(address, headers={"If-None-Match": tag})
    assert changed.status_code == 200 and "€5.90" in changed.content.decode()
