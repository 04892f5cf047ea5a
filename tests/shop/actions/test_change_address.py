"""An address has a postcode wherever nothing is delivered without one, whoever asks and by whichever door."""

import pytest

from shopbell.shop.actions.refusal import ActionRefused
from shopbell.shop.models import Address

pytestmark = pytest.mark.django_db
NOWHERE = {"line1": "Rue 2", "city": "Lyon", "postcode": " ", "country": "FR"}


def test_an_order_goes_to_no_address_without_a_postcode(act, sell, mina, card):
    order = sell(mina, card)

    for country in ("FR", "fr"):
        with pytest.raises(ActionRefused, match=r"Something is missing: Postcode\."):
            act("change_address", order, **NOWHERE | {"country": country})
    assert act("change_address", order, **NOWHERE | {"country": "IE"}).status == "done"


def test_nor_does_one_become_the_default(act, mina):
    with pytest.raises(ActionRefused, match=r"Something is missing: ZIP code\."):
        act("change_default_address", customer=mina, **NOWHERE | {"country": "US"})
    assert not Address.objects.exists()


@pytest.mark.parametrize("written", ["fr", " Fr ", "FR"])
def test_a_rule_about_a_country_holds_however_its_code_was_typed(act, sell, mina, card, written):
    run = act("change_address", sell(mina, card), **NOWHERE | {"country": written, "postcode": "69001"})

    assert run.facts["values"]["address.country"] == "FR" and run.order.address["country"] == "FR"


def test_so_does_one_about_the_country_that_an_order_came_with(act, sell, mina, card):
    order = sell(mina, card)
    order.address["country"] = "fr"
    order.save()

    assert act("cancel_order", order, reason="no longer needed").facts["values"]["order.country"] == "FR"
