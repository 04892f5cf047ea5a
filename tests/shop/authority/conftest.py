import pytest

from shopbell.shop.models import Approval
from tests.shop.actions.conftest import act, card, gift_card, look, paypal, red, sell
from tests.shop.authority.limits import limit

__all__ = ["act", "card", "gift_card", "look", "paypal", "red", "sell"]


@pytest.fixture
def waiting(act, sell, mina, card, ada, root, bo, late_parcel):
    """Bo asked for a refund of 148.00, beyond the 100 that an agent may refund."""
    limit(action="refund_order", most=100)
    run = act("refund_order", sell(mina, card, status="delivered"), by=bo, ticket=late_parcel, customer=mina)
    return Approval.objects.get(run=run)
