"""Documents of an order go to an address that is proved, or that the shop knows."""

import pytest

from shopbell.accounts.letter import Letter
from shopbell.core.errors import Refused
from shopbell.shop.models import Invoice


def test_documents_go_to_the_address_that_is_proved(act, sell, mina, card):
    order = sell(mina, card, status="delivered")
    with pytest.raises(Refused, match="no invoice"):
        act("resend_document", order, document="invoice")
    Invoice.objects.create(order=order, number="I-7", total_cents=14_800, currency="EUR")

    act("resend_document", order, document="invoice")
    act("resend_document", order, document="confirmation")

    letters = [each.content for each in Letter.objects.order_by("pk")]
    assert (
        len(letters) == 2 and all("mina@shopper.example" in each for each in letters) and "I-7" in letters[0]
    )


def test_documents_go_nowhere_without_a_proved_address(act, sell, mina, card):
    mina.identities.update(verified_at=None, source="email")

    with pytest.raises(Refused, match="proved"):
        act("resend_document", sell(mina, card), document="confirmation")


def test_documents_go_to_the_address_that_the_shop_knows(act, sell, mina, card):
    mina.identities.update(verified_at=None)

    act("resend_document", sell(mina, card), document="confirmation")

    assert "mina@shopper.example" in Letter.objects.get().content
