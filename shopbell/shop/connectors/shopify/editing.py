"""Changing the items of an order in Shopify: an edit is begun, put together, looked at, and committed.

An edit has no key and keeps no mark that can be read. So the run notes how many edits the desk has made in the order
before it commits its own: one more, and it is done. Nothing of an edit counts before that.
"""

from typing import Any

from django.utils.translation import gettext as _

from ...actions.run import ActionRun
from ..errors import ShopRefuses
from ..item import Done
from ..mark import marked
from ..money import minor
from ..pieces import Piece, by_line, left_of_line, pieces_of
from . import goods_questions as questions
from .api import Api
from .paying import gid_of, order_of, owes_now, pay_back_now, refunded, refuse_other_currency, spread
from .questions import gid, number_of

NOTED = "edits_before"
Node = dict[str, Any]


def found(api: Api, run: ActionRun) -> Done | None:
    """The edit, and the refund of the difference if there is one."""
    if not _is_edited(api, run) or (owes_now(run) and not refunded(order_of(api, run), run)):
        return None
    return Done(gid_of(run))


def change_items(api: Api, run: ActionRun) -> Done:
    order = order_of(api, run)
    if not _is_edited(api, run):
        refuse_other_currency(order)
        back = sum(minor(each["amount"], order["currencyCode"]) for each in spread(order, run))
        _edit(api, run, back)
    pay_back_now(api, order, run)
    return Done(gid_of(run))


def _is_edited(api: Api, run: ActionRun) -> bool:
    before = run.effects["data"].get(NOTED)
    return before is not None and _edits(api, run) > before


def _edits(api: Api, run: ActionRun) -> int:
    """How many the desk has made in the order."""
    said = api.ask(questions.EDITS, id=gid_of(run))
    if said["order"] is None:
        raise ShopRefuses(_("Shopify does not have this order any more."))
    app = said["currentAppInstallation"]["app"]["id"]
    made = [each for each in said["order"]["agreements"]["nodes"] if each["reason"] == "ORDER_EDIT"]
    return sum((each["app"] or {}).get("id") == app for each in made)


def _edit(api: Api, run: ActionRun, back: int) -> None:
    before = _edits(api, run)
    edit = api.act(questions.BEGIN_EDIT, id=gid_of(run))["calculatedOrder"]
    there = {number_of(each["id"]): each for each in edit["lineItems"]["nodes"]}
    after = edit
    for pieces in by_line(pieces_of(run)).values():
        after = _put_in(api, edit["id"], there, pieces)
    now, then = edit["totalPriceSet"]["shopMoney"], after["totalPriceSet"]["shopMoney"]
    currency = now["currencyCode"]
    if minor(now["amount"], currency) - back != minor(then["amount"], currency):
        words = _("In Shopify the order would come to %(total)s then, which is not what was agreed.")
        raise ShopRefuses(words % {"total": f"{then['amount']} {currency}"})
    run.effects["data"][NOTED] = before
    run.save(update_fields=["effects"])
    api.act(questions.COMMIT_EDIT, id=edit["id"], note=marked(run))


def _put_in(api: Api, edit: str, there: dict[str, Node], pieces: list[Piece]) -> Node:
    """The new items and the fewer pieces of the old one, of which `pieces` are: the edit as it stands then."""
    line, rest = there.get(pieces[0].line), left_of_line(pieces)
    if line is None or line["quantity"] != pieces[0].of or rest < 0:
        raise ShopRefuses(_("The order was changed in the shop system meanwhile. Look at it once more."))
    for piece in pieces:
        if piece.new is None or not piece.new.variant:
            raise ShopRefuses(_("The shop system does not have this item any more."))
        variant = gid("ProductVariant", piece.new.variant)
        api.act(questions.ADD_VARIANT, id=edit, variant=variant, quantity=piece.new_quantity)
    return api.act(questions.SET_QUANTITY, id=edit, line=line["id"], quantity=rest)["calculatedOrder"]
