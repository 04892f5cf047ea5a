"""Each of our own articles that states a policy leans on its page, so that it is in doubt once the policy changes."""

import re

import pytest
from django.utils import timezone

from shopbell.helpcenter.stale import StaleFlag, look_over
from shopbell.helpcenter.starter.install import install_starter
from shopbell.helpcenter.starter.texts import languages, texts
from shopbell.shop.policies.page import PAGES
from shopbell.shop.policies.policy import Policy, PolicyVersion, write_version

pytestmark = [pytest.mark.requirement("R48")]
STATED_IN = {
    "shipping": {"delivery-times", "shipping-costs", "when-will-it-arrive", "where-we-deliver"},
    "returns": {
        "customs", "exchange-for-another-product", "gift-card-refund", "how-long-to-return", "refund-not-arrived",
        "refund-smaller-than-expected", "return-a-gift", "return-part-of-an-order", "return-something",
        "too-late-to-cancel", "what-cannot-come-back", "when-is-the-money-back", "where-does-the-money-go",
        "withdraw-a-return",
    },
    "exchanges": {
        "exchange-for-another-product", "exchange-price-difference", "exchange-something", "return-a-gift",
        "when-does-the-new-one-come", "withdraw-a-return",
    },
    "orders": {
        "add-something", "cancel-an-order", "change-size-or-colour", "change-the-address", "change-the-payment",
        "ordered-twice", "price-changed", "too-late-to-cancel", "what-the-states-mean",
    },
    "warranty": {
        "arrived-broken", "change-the-address", "defect-after-a-while", "delivered-but-not-here",
        "parcel-does-not-move", "part-missing", "replacement", "spare-parts", "warranty-what-is-covered",
        "wrong-item",
    },
    "privacy": {"delete-my-account", "my-data"},
}  # fmt: skip


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("page", PAGES)
def test_the_articles_that_state_a_policy_are_those_that_link_its_page(language, page):
    link = re.compile(rf'<a [^>]*href="/policies/{page}/"')

    assert {slug for slug, text in texts(language).items() if link.search(text.body)} == STATED_IN[page]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("policy", "page"),
    [("address", "orders"), ("refund", "returns"), ("exchange", "exchanges"), ("reship", "warranty")],
)
def test_the_articles_that_state_a_policy_are_in_doubt_once_it_says_something_else(centre, ada, policy, page):
    install_starter(["en"], by=ada, is_as_told=True)
    rule: PolicyVersion = Policy.objects.get(slug=policy).newest
    write_version(
        rule.policy, outcome=rule.outcome, conditions=rule.conditions, terms=rule.terms, by=ada,
        sentences={"en": "Only by phone, on Mondays."},
    )  # fmt: skip

    look_over(timezone.now())
    doubted = set(StaleFlag.objects.values_list("article__texts__title", flat=True))
    assert {texts("en")[slug].title for slug in STATED_IN[page]} <= doubted
