"""Doubts about texts that lean on a policy: one that they name a value of, or link the page of."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.helpcenter.stale import StaleFlag, call_still_true, look_after_policies, look_over
from shopbell.helpcenter.stale_signs import StaleKind
from shopbell.shop.policies.policy import Policy, PolicyVersion, write_version

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R48")]
NAMES = '<p>To Germany: <var data-from="to-germany.fee">4.90</var></p>'
LINKS = '<p>All of it: <a href="/policies/shipping/">Shipping times and fees</a></p>'


def say(policy, **said):
    """The policy says so from now on."""
    policy = Policy.objects.get(pk=policy.pk)
    for name, value in said.items():
        setattr(policy.draft, name, value)
    policy.save()


@pytest.fixture
def lean(write, shipping):
    """An article of a month ago, when the policy had held for two."""
    long_ago = timezone.now() - timedelta(days=90)
    PolicyVersion.objects.filter(policy=shipping).update(effective_from=long_ago, created_at=long_ago)

    def lean(body):
        text = write("What it costs", body)
        text.published_at = timezone.now() - timedelta(days=30)
        text.save()
        assert look_over(timezone.now()) == 0
        return text

    return lean


@pytest.mark.parametrize("body", [NAMES, LINKS, LINKS.replace("/policies", "/help/en/policies")])
def test_other_words_of_a_policy_are_a_doubt_at_once_with_both_sentences(lean, shipping, body):
    lean(body)
    say(shipping, sentences={"en": "On Mondays only, for {fee}."})

    later = timezone.now()
    assert look_after_policies(later) == 1 and look_after_policies(later) == 0
    flag = StaleFlag.objects.get()
    assert flag.kind == StaleKind.POLICY and "Germany" in flag.words
    assert "says “On Mondays only, for €4.90” now" in flag.words
    assert "it said “To Germany for €4.90”. Does" in flag.words


@pytest.mark.parametrize("body", [NAMES, LINKS])
def test_other_conditions_are_a_doubt_and_quiet_once_called_still_true(lean, shipping, bo, body):
    lean(body)
    say(shipping, conditions=[{"field": "order.country", "op": "in", "value": ["DE", "AT"]}])

    assert look_over(timezone.now()) == 1
    flag = StaleFlag.objects.get()
    assert "other conditions" in flag.words
    call_still_true(flag, by=bo)
    assert look_over(timezone.now()) == 0


def test_a_number_that_is_named_is_told_once_and_one_that_is_linked_too(lean, shipping):
    lean(NAMES)
    lean(LINKS)
    say(shipping, terms=shipping.newest.terms | {"fee_cents": 790})

    assert look_over(timezone.now()) == 2


def test_a_policy_that_ends_and_one_that_comes_are_doubts_of_what_links_their_page(lean, shipping):
    lean(LINKS)
    island = Policy.objects.create(action="shipping", slug="islands", title="Islands", is_public=True)
    write_version(island, outcome="refuse", conditions=[], sentences={"en": "Never to islands."})
    say(shipping, outcome="rest")

    assert look_over(timezone.now()) == 2
    words = {flag.kind: flag.words for flag in StaleFlag.objects.all()}
    assert "“Never to islands”. Does" in words[StaleKind.POLICY]
    assert "it said “To Germany for €4.90”." in words[StaleKind.POLICY_GONE]


def test_other_languages_and_other_pages_are_no_doubt(lean, shipping):
    lean(NAMES)
    lean(LINKS.replace("shipping", "returns"))
    say(shipping, sentences=shipping.newest.sentences | {"de": "Nach Deutschland."})

    assert look_over(timezone.now()) == 0
