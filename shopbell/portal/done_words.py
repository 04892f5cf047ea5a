"""What was done to a shopper's order at their own wish, in words for a mail: what, which items, the money, and what
comes next. The rule that allowed it is not said: they asked, and want to know what became of it.
"""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from shopbell.shop.actions.run import ActionRun
from shopbell.shop.actions.to_tell import words_of_next
from shopbell.shop.exchange import Exchange
from shopbell.shop.policies.wording import money
from shopbell.shop.returned import Return


def done_words(run: ActionRun) -> str:
    """Paragraphs in the language of this moment."""
    done = "\n".join([_sentence(run), *_items(run)])
    return "\n\n".join(filter(None, [done, "\n".join(_sums(run)), words_of_next(run)]))


def is_withdrawn(run: ActionRun) -> bool:
    """Whether the return or the exchange that `run` asked for was withdrawn since: nothing of it is sent back."""
    number = run.effects.get("data", {}).get("number", "")
    if not number or run.action not in ("return_items", "exchange_items"):
        return False
    rows = Return.objects if run.action == "return_items" else Exchange.objects
    return rows.filter(order=run.order, number=number, status="withdrawn").exists()


def _sentence(run: ActionRun) -> str:
    sentences = {
        "cancel_order": _("Your order %(order)s is cancelled. Nothing of it will be sent:"),
        "change_address": _("Your order %(order)s has a new delivery address."),
        "return_items": _("You are sending this back from your order %(order)s:"),
        "exchange_items": _("You are exchanging this from your order %(order)s:"),
        "withdraw_return": _("You keep this from your order %(order)s, and need not send it back:"),
        "withdraw_exchange": _("You keep this from your order %(order)s, and it is not exchanged:"),
    }
    return sentences[run.action] % {"order": run.order}


def _items(run: ActionRun) -> Iterator[str]:
    """A line for each item that it is about."""
    number = run.effects.get("data", {}).get("number", "")
    if run.action == "cancel_order" and run.order:
        for line in run.order.lines.all():
            yield _item(line.quantity, line.name, line.options)
    elif run.action in ("return_items", "withdraw_return"):
        for returned in Return.objects.filter(order=run.order, number=number):
            for piece in returned.lines.select_related("line"):
                yield _item(piece.quantity, piece.line.name, piece.line.options)
    elif run.action in ("exchange_items", "withdraw_exchange"):
        for exchange in Exchange.objects.filter(order=run.order, number=number):
            for each in exchange.lines.select_related("line"):
                item = _item(each.quantity, each.line.name, each.line.options)
                new = ", ".join(map(str, each.options.values()))
                is_new = run.action == "exchange_items"
                yield _("%(item)s. You get: %(new)s") % {"item": item, "new": new} if is_new else item


def _item(quantity: int, name: str, options: dict[str, Any]) -> str:
    return " · ".join([f"{quantity} × {name}", *filter(None, map(str, options.values()))])


def _sums(run: ActionRun) -> Iterator[str]:
    """What was paid back or charged, or will be: where to, and when."""
    for each in run.effects.get("money", []):
        if each["cents"] and each["kind"] in ("refund", "charge"):
            parts = [
                f"{_moved(each)}: {money(each['cents'], each['currency'])}",
                each["method_name"],
                _when(each),
            ]
            yield " · ".join(filter(None, parts))
    if fee := run.effects.get("data", {}).get("fee_cents"):
        yield f"{_('Fee')}: {money(fee, run.order.currency if run.order else run.currency)}"


def _moved(effect: dict[str, Any]) -> str:
    is_later = effect["when"] in ("received", "sent") or bool(effect["days"])
    if effect["kind"] == "refund":
        return _("To be paid back") if is_later else _("Paid back")
    return _("To be charged") if is_later else _("Charged")


def _when(effect: dict[str, Any]) -> str:
    if effect["when"] == "received":
        return _("when it is received")
    if effect["when"] == "sent":
        return _("when it is sent")
    if effect["days"]:
        return _("in %(least)s to %(most)s working days") % {
            "least": effect["days"][0],
            "most": effect["days"][1],
        }
    return ""
