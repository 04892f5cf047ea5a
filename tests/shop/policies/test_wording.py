"""Sentences name what their rule says, so that a number stands in the row once."""

import pytest
from django.utils import timezone, translation

from shopbell.api.token import make_token
from shopbell.shop.policies.default.said_before import SAID_BEFORE
from shopbell.shop.policies.policy import write_version
from shopbell.shop.policies.wording import sentence_of

RETURNS = "/help/en/policies/returns/"


def give(policy, **terms):
    newest = policy.newest
    return write_version(
        policy, outcome=newest.outcome, conditions=newest.conditions, sentences=newest.sentences,
        terms={**newest.terms, **terms},
    )  # fmt: skip


@pytest.mark.requirement("R84")
def test_a_change_of_the_row_changes_preview_page_and_api_alike(rule, look, sell, mina, card, client):
    order = sell(mina, card, status="delivered")
    lines = [{"line": order.lines.get().pk}]
    secret = make_token("Portal", ["policies:read"], by=None)[1]

    def said():
        page = client.get(RETURNS).content.decode()
        answer = client.get(
            "/api/v1/policies?action=return_items", headers={"Authorization": f"Bearer {secret}"}
        )
        told = next(each for each in answer.json() if each["rule"] == "return")
        return look("return_items", order, lines=lines).ruling.sentence, page, told["sentences"]["en"]

    assert all("within 5 to 7 working days" in each for each in said())
    give(rule("return"), refund_days=[2, 3])
    give(rule("refund"), refund_days=[2, 3])
    after = said()
    assert all("within 2 to 3 working days" in each for each in after)
    assert not any("5 to 7" in each for each in after)
    preview = look("return_items", order, lines=lines)
    assert preview.money[0].days == (2, 3)


def test_the_desks_own_words_are_translated_with_the_number_in_its_place(rule):
    sentence = sentence_of(rule("return").newest, "de")

    assert "5 bis 7" in sentence and "{" not in sentence


def test_a_fee_is_written_as_the_reader_writes_it(rule):
    version = write_version(
        rule("return"), outcome="allow", conditions=[], terms={"fee_cents": 490},
        sentences={"en": "It costs {fee}, {else}."},
    )  # fmt: skip

    assert sentence_of(version, "en", {"order.currency": "USD"}) == "It costs $4.90, {else}."
    with translation.override("de"):
        assert "4,90" in sentence_of(version, "de")


def test_a_sum_in_a_sentence_that_nobody_translated_is_written_as_its_reader_does(rule, settings):
    settings.LANGUAGE_CODE = "de"
    version = write_version(
        rule("return"), outcome="allow", conditions=[], terms={"fee_cents": 123_456},
        sentences={"en": "It costs {fee}."},
    )  # fmt: skip

    assert sentence_of(version, "ja", {"order.currency": "USD"}) == "It costs $1,234.56."


def test_an_older_version_is_worded_as_it_was(rule):
    old = rule("return").version_at(timezone.now())
    give(rule("return"), refund_days=[1, 1])

    assert "5 to 7" in sentence_of(old, "en") and "within 1 working days" in sentence_of(
        rule("return").newest, "en"
    )


def test_a_sum_that_a_rule_compares_with_is_written_as_money(rule):
    version = write_version(
        rule("return"), outcome="refuse", conditions=[{"field": "order.total", "op": "less", "value": 8000}],
        sentences={"en": "Only from {limit}."},
    )  # fmt: skip

    assert sentence_of(version, "en", {"order.currency": "EUR"}) == "Only from €80.00."


def test_the_words_of_a_span_are_in_the_language_of_the_sentence_around_them(rule):
    english, italian, german = (
        "Within {refund_days} days.",
        "Entro {refund_days} giorni.",
        "Binnen {refund_days} Tagen.",
    )
    version = write_version(
        rule("return"), outcome="allow", conditions=[], terms={"refund_days": [5, 7]},
        sentences={"en": english, "it": italian},
    )  # fmt: skip

    with translation.override("de"):
        assert sentence_of(version, "de") == "Within 5 to 7 days."
    assert sentence_of(version, "it") == "Entro 5–7 giorni."
    version.sentences = {"de": german}
    assert sentence_of(version, "fr") == "Binnen 5 bis 7 Tagen."


@pytest.mark.parametrize("language", ["de", "fr", "es", "ar"])
def test_what_policies_of_earlier_desks_say_is_translated_yet(language):
    with translation.override(language):
        assert all(translation.gettext(each) != each for each in SAID_BEFORE)
