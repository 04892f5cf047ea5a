"""How returns and exchanges go on that a shop system was asked for, since it receives, pays back and sends them: each
as the shop system tells of it; where it does not, by the state of their order there.
"""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from ..exchange import OPEN, Exchange, ExchangeStatus
from ..order import Order, OrderStatus
from ..returned import Return, ReturnStatus
from .item import SentBack

ASKED = (OrderStatus.RETURN_REQUESTED, OrderStatus.EXCHANGE_REQUESTED)
OVER = (OrderStatus.RETURNED, OrderStatus.REFUNDED, OrderStatus.EXCHANGED)


def follow_sent_back(
    source: str,
    keys: Collection[str],
    *,
    without_return: Collection[str] = (),
    told: Mapping[str, SentBack] | None = None,
) -> None:
    """Bring what is open of the orders `keys` in step with the shop system.

    `told`: how single returns stand, by its own id of each; the rest follow the states of their orders. Of those
    `without_return` the shop system says in so many words that there is none (any more), so one that is open here was
    withdrawn there; a state of a return that the desk does not know says nothing of the kind.
    """
    orders = Order.objects.filter(source=source, external_id__in=keys)
    returns = Return.objects.filter(order__in=orders, status=ReturnStatus.REQUESTED, run__isnull=False)
    exchanges = Exchange.objects.filter(order__in=orders, status__in=OPEN, run__isnull=False)
    if not returns.exists() and not exchanges.exists():
        return
    now, told = timezone.now(), told or {}
    for how in (SentBack.DONE, SentBack.WITHDRAWN):
        ids = [key for key, each in told.items() if each == how]
        _end(returns.filter(run__external_id__in=ids), exchanges.filter(run__external_id__in=ids), how, now)
    returns = returns.exclude(run__external_id__in=told)
    exchanges = exchanges.exclude(run__external_id__in=told)
    _end(_of(returns, OVER), _of(exchanges, OVER), SentBack.DONE, now)
    elsewise = [status for status in OrderStatus if status not in (*ASKED, *OVER)]
    gone, away = (
        _of(each, elsewise).filter(order__external_id__in=without_return) for each in (returns, exchanges)
    )
    _end(gone, away, SentBack.WITHDRAWN, now)
    exchanging = orders.filter(status=OrderStatus.RETURN_REQUESTED, exchanges__status__in=OPEN)
    exchanging = exchanging.exclude(returns__status=ReturnStatus.REQUESTED)
    orders.filter(pk__in=exchanging.values("pk")).update(status=OrderStatus.EXCHANGE_REQUESTED)


def _end(returns: QuerySet, exchanges: QuerySet, how: SentBack, now: datetime) -> None:
    if how == SentBack.DONE:
        returns.update(status=ReturnStatus.REFUNDED, received_at=now, refunded_at=now)
        exchanges.update(status=ExchangeStatus.SENT, received_at=now, sent_at=now, is_settled=True)
    else:
        returns.update(status=ReturnStatus.WITHDRAWN)
        exchanges.update(status=ExchangeStatus.WITHDRAWN)


def open_there(source: str, key: str) -> bool:
    """Whether the shop system was asked for a return or an exchange of its order `key` that is open here."""
    of_order = {"order__source": source, "order__external_id": key, "run__isnull": False}
    return (
        Return.objects.filter(status=ReturnStatus.REQUESTED, **of_order).exists()
        or Exchange.objects.filter(status__in=OPEN, **of_order).exists()
    )


def _of(rows: QuerySet, statuses: Collection[OrderStatus]) -> QuerySet:
    """Those whose order is in one of `statuses`."""
    return rows.filter(order__status__in=statuses)
