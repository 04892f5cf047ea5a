"""What the desk keeps of what a shop system has done: a return and an exchange have their number, their label and their
state here as well, so that the customer gets them and nobody takes the same pieces back twice.
"""

from collections import Counter
from typing import Any

from ..exchange import Exchange, ExchangeLine
from ..order import Order, OrderLine, OrderStatus
from ..product import Variant
from ..returned import Return, ReturnLine
from .run import ActionRun
from .sending_back import rma_number


def keep_return(run: ActionRun) -> None:
    order, data = _order(run), run.effects["data"]
    returned = Return.objects.create(
        order=order, run=run, number=_numbered(order, run), reason=data["reason"],
        method_id=run.parameters.get("method"), refund_cents=data["refund_cents"], fee_cents=data["fee_cents"],
        currency=order.currency, label=data["label"], instructions=data["instructions"],
        refunded_at=run.settled_at if _is_moved(run) else None,
    )  # fmt: skip
    back: Counter[OrderLine] = Counter()
    for line, told in _pieces(order, run):
        back[line] += told["quantity"]
    ReturnLine.objects.bulk_create(
        ReturnLine(returned=returned, line=line, quantity=count) for line, count in back.items()
    )


def keep_exchange(run: ActionRun) -> None:
    """A shop system that knows returns alone is in the state of one: here it is an exchange."""
    order, data = _order(run), run.effects["data"]
    exchange = Exchange.objects.create(
        order=order, run=run, number=_numbered(order, run), method_id=run.parameters.get("method"),
        difference_cents=data["difference_cents"], currency=order.currency, label=data["label"],
        instructions=data["instructions"], is_settled=_is_moved(run),
    )  # fmt: skip
    wanted = {each["variant"] for each in run.parameters["lines"]}
    variants = Variant.objects.filter(pk__in=wanted).select_related("product")
    new = {(each.product.external_id, each.external_id): each for each in variants}
    rows = [(line, told["quantity"], new.get(_new(told))) for line, told in _pieces(order, run)]
    ExchangeLine.objects.bulk_create(
        ExchangeLine(
            exchange=exchange, line=line, quantity=quantity, variant=variant, options=variant.options,
            price_cents=variant.price_cents,
        )
        for line, quantity, variant in rows if variant
    )  # fmt: skip
    asked = Order.objects.filter(pk=order.pk, status=OrderStatus.RETURN_REQUESTED)
    asked.update(status=OrderStatus.EXCHANGE_REQUESTED)


def _order(run: ActionRun) -> Order:
    if run.order is None:
        raise ValueError("what is sent back is of an order")
    return run.order


def _numbered(order: Order, run: ActionRun) -> str:
    """The shop system's own number, or one of the desk's where it has none or the number is another shop's as well; it
    stands on the label."""
    data = run.effects["data"]
    number = data.get("number") or ""
    taken = any(table.objects.filter(number=number).exists() for table in (Return, Exchange))
    data["number"] = rma_number(order, run) if taken or not number else number
    data["label"] = data["label"] | {"code": data["number"]}
    return str(data["number"])


def _pieces(order: Order, run: ActionRun) -> list[tuple[OrderLine, dict[str, Any]]]:
    """Each mention of a line, which may be named several times."""
    told = run.effects.get("pieces", [])
    lines = {line.external_id: line for line in order.lines.all()}
    return [(lines[each["line"]], each) for each in told if each["line"] in lines]


def _new(told: dict[str, Any]) -> tuple[str, str]:
    new = told["new"] or {"product": "", "variant": ""}
    return new["product"], new["variant"]


def _is_moved(run: ActionRun) -> bool:
    return any(each["when"] == "now" for each in run.effects["money"])
