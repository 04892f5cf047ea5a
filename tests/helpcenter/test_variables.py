"""Numbers of the policies stand in articles by name."""

import pytest
from django.utils import translation

from shopbell.helpcenter.variables import variables
from shopbell.shop.policies.policy import Policy

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R46")]


def read(client, text):
    return client.get(f"/help/en/articles/{text.article_id}/{text.slug}/").content.decode()


def test_an_article_says_what_the_policy_says_today(client, write, shipping):
    text = write("What it costs", '<p>Only <var data-from="to-germany.fee">9</var>!</p>')
    assert "Only €4.90!" in read(client, text)

    policy = Policy.objects.get(pk=shipping.pk)
    policy.draft.terms = policy.draft.terms | {"fee_cents": 590}
    policy.save()

    assert "Only €5.90!" in read(client, text)


def test_a_value_that_is_no_more_keeps_what_stood_last(client, write, shipping):
    text = write("What it costs", '<p>Only <var data-from="to-germany.fee">€4.90</var>!</p>')
    shipping.delete()

    assert "Only €4.90!" in read(client, text)


def test_a_limit_is_called_after_what_it_limits_in_the_language_of_who_writes(shipping):
    shipping.draft.conditions = [{"field": "order.total", "op": "at_least", "value": 8000}]
    shipping.save()

    with translation.override("de"):
        named = variables("en")["to-germany.limit"]
    assert (named.value, named.label) == ("€80.00", "Summe der Bestellung")
    assert variables("de")["to-germany.limit"].label == "Total of the order"


def test_every_value_is_offered_in_the_language_with_where_it_comes_from(shipping):
    offered = variables("de")

    assert offered["to-germany.fee"].value == "4,90\xa0€"
    fee = offered["to-germany.fee"]
    assert offered["to-germany.delivery_days"].value
    assert (fee.label, fee.policy) == ("Fee", "Germany") and fee.sentence.startswith("To Germany for 4,90")
    assert "to-germany.voucher_days" not in offered  # no shopper asks that of shipping
