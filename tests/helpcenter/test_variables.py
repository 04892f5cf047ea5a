"""Numbers of the policies stand in articles by name."""

import pytest

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


def test_every_value_is_offered_in_the_language_with_where_it_comes_from(shipping):
    offered = variables("de")

    assert offered["to-germany.fee"].value == "4,90\xa0€"
    assert offered["to-germany.delivery_days"].value and "To Germany" in offered["to-germany.fee"].group
    assert {each.group for name, each in offered.items() if name.startswith("to-germany.")} == {
        offered["to-germany.fee"].group
    }
    assert "to-germany.voucher_days" not in offered  # no shopper asks that of shipping
