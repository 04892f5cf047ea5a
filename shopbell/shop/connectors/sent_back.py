"""How returns and exchanges go on that a shop system was asked for: by the state of the order there, since it receives,
pays back and sends them.
"""

from collections.abc import Collection

from django.db.models import QuerySet
from django.utils import timezone

from ..exchange import OPEN, Exchange, ExchangeStatus
from ..order import Order, OrderStatus
from ..returned import Return, ReturnStatus

ASKED = (OrderStatus.RETURN_REQUESTED, OrderStatus.EXCHANGE_REQUESTED)
OVER = (OrderStatus.RETURNED, OrderStatus.REFUNDED, OrderStatus.EXCHANGED)


def follow_sent_back(source: str, keys: Collection[str], *, without_return: Collection[str] = ()) -> None:
    """Bring what is open of the orders `keys` in step with their states. Of those `without_return` the shop system says
    in so many words that there is none (any more), so one that is open here was withdrawn there; a state of a return
    that the desk does not know says nothing of the kind."""
    orders = Order.objects.filter(source=source, external_id__in=keys)
    returns = Return.objects.filter(order__in=orders, status=ReturnStatus.REQUESTED, run__isnull=False)
    exchanges = Exchange.objects.filter(order__in=orders, status__in=OPEN, run__isnull=False)
    if not returns.exists() and not exchanges.exists():
        return
    now = timezone.now()
    _of(returns, OVER).update(status=ReturnStatus.REFUNDED, received_at=now, refunded_at=now)
    _of(exchanges, OVER).update(status=ExchangeStatus.SENT, received_at=now, sent_at=now, is_settled=True)
    elsewise = [status for status in OrderStatus if status not in (*ASKED, *OVER)]
    _of(returns, elsewise).filter(order__external_id__in=without_return).update(status=ReturnStatus.WITHDRAWN)
    _of(exchanges, elsewise).filter(order__external_id__in=without_return).update(
        status=ExchangeStatus.WITHDRAWN
    )
    exchanging = orders.filter(status=OrderStatus.RETURN_REQUESTED, exchanges__status__in=OPEN)
    exchanging = exchanging.exclude(returns__status=ReturnStatus.REQUESTED)
    orders.filter(pk__in=exchanging.values("pk")).update(status=OrderStatus.EXCHANGE_REQUESTED)


def _of(rows: QuerySet, statuses: Collection[OrderStatus]) -> QuerySet:
    """Those whose order is in one of `statuses`."""
    return rows.filter(order__status__in=statuses)
