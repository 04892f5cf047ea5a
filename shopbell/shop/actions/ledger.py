"""The money of an order: what is left of each payment, how a refund is spread over them, and how it moves.

Nothing is ever paid back beyond what was paid: what is left is counted under the lock of the order, and the database
refuses a second refund of the same payment besides. A method in another currency than the order's never takes part.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from shopbell.core.errors import Refused

from ..exchange import Exchange, promised_cents
from ..payment import MethodKind, Payment, PaymentKind, PaymentMethod
from ..policies.terms import Terms
from ..returned import Return
from .preview import MoneyEffect
from .refusal import refuse
from .run import ActionRun
from .scene import Scene


@dataclass
class Left:
    """A payment, and what of it has not been paid back."""

    payment: Payment
    cents: int


def left_of(payments: list[Payment]) -> list[Left]:
    """What is left of each payment, oldest first.

    Refunds that a shop system told do not say what they pay back: they count against payments of their own method
    first, then against the oldest.
    """
    left = [Left(each, each.amount_cents) for each in payments if each.kind == PaymentKind.PAYMENT]
    refunds = [each for each in payments if each.kind == PaymentKind.REFUND]
    by_id = {each.payment.pk: each for each in left}
    for refund in refunds:
        if refund.repays_id in by_id:
            by_id[refund.repays_id].cents -= refund.amount_cents
    for refund in (each for each in refunds if each.repays_id not in by_id):
        rest = refund.amount_cents
        for each in sorted(left, key=lambda each: each.payment.method_id != refund.method_id):
            taken = min(rest, max(each.cents, 0))
            each.cents -= taken
            rest -= taken
    return left


def total_left(payments: list[Payment]) -> int:
    return sum(max(each.cents, 0) for each in left_of(payments))


def original_ids(payments: list[Payment]) -> set[int]:
    """The methods that the order is paid by now; once all is paid back, those that it was paid by."""
    left = left_of(payments)
    standing = [each for each in left if each.cents > 0] or left
    return {each.payment.method_id for each in standing if each.payment.method_id}


def pay_back(
    scene: Scene, cents: int, to: PaymentMethod | None, terms: Terms, *, when="now"
) -> list[MoneyEffect]:
    """Refunds of `cents` in all: to the method `to`, or each to the method it came from.

    Payments of the method `to` are paid back first. Raises Refused when less is left than is asked for.
    """
    left = left_of(scene.payments)
    if to is not None:
        left.sort(key=lambda each: each.payment.method_id != to.pk)
    effects, rest = [], cents
    for each in left:
        taken = min(rest, max(each.cents, 0))
        if taken:
            method = to or scene.method(each.payment.method_id)
            effects.append(refund_effect(scene, taken, method, terms, repays=each.payment.pk, when=when))
            rest -= taken
    if rest:
        raise Refused(_("There is less left to pay back than that."))
    return effects


def refund_effect(
    scene: Scene,
    cents: int,
    method: PaymentMethod | None,
    terms: Terms,
    *,
    repays: int | None = None,
    when="now",
) -> MoneyEffect:
    at_once = method is not None and method.kind == MethodKind.GIFT_CARD
    if at_once or repays is None or not _came_from(scene, repays, method):
        _refuse_other_currency(scene, method)
    days = None if at_once else terms.refund_days
    return MoneyEffect("refund", cents, scene.bought.currency, method, days, when, repays)


def charge(scene: Scene, cents: int, method: PaymentMethod | None, *, when="now") -> MoneyEffect:
    """Raises Refused without a method: an order is never paid by nobody."""
    if method is None:
        raise refuse("method-named", _("Choose the payment method for the difference or the refund."))
    _refuse_other_currency(scene, method)
    return MoneyEffect("charge", cents, scene.bought.currency, method, None, when)


def chosen_method(scene: Scene, pk: int | None) -> PaymentMethod | None:
    """The method that was chosen, None when none was. Raises Refused when there is no such method."""
    method = scene.method(pk)
    if pk is not None and method is None:
        raise refuse("method-named", _("Choose the payment method for the difference or the refund."))
    return method


def agreed_method(scene: Scene, agreed: Return | Exchange) -> PaymentMethod | None:
    """The method that was chosen when `agreed` was asked for. Raises Refused when it is gone since: the money would go
    elsewhere than was agreed."""
    method = scene.method(agreed.method_id)
    was_chosen = agreed.method_id is not None or (agreed.run and agreed.run.parameters.get("method"))
    if method is None and was_chosen:
        raise refuse(
            "method-gone",
            _("The agreed payment method is gone. Refund the order otherwise first."),
            is_of_state=True,
        )
    return method


def _came_from(scene: Scene, payment_id: int, method: PaymentMethod | None) -> bool:
    return any(
        each.pk == payment_id and method is not None and each.method_id == method.pk
        for each in scene.payments
    )


def _refuse_other_currency(scene: Scene, method: PaymentMethod | None) -> None:
    currency = scene.bought.currency
    if method is not None and method.currency not in ("", currency):
        raise refuse(
            "method-currency",
            _("The order is in %(order)s and the payment method in %(method)s. Choose another.")
            % {"order": currency, "method": method.currency},
        )


def covers(method: PaymentMethod | None, cents: int) -> bool:
    """Whether `cents` may be charged to `method`: a gift card must hold them, beyond what it has promised already."""
    if method is None or method.kind != MethodKind.GIFT_CARD or cents <= 0:
        return method is not None
    return (method.balance_cents or 0) - promised_cents(method) >= cents


def move_money(scene: Scene, effects: list[MoneyEffect], run: ActionRun) -> None:
    """Write the payments and refunds that happen now, with the balances of gift cards. The rows are locked."""
    for effect in effects:
        if effect.when != "now" or not effect.cents:
            continue
        if effect.kind == "credit":
            change_balance(effect.method, effect.cents)
            continue
        kind = PaymentKind.REFUND if effect.kind == "refund" else PaymentKind.PAYMENT
        payment = Payment.objects.create(
            order=scene.bought, kind=kind, method=effect.method, amount_cents=effect.cents, currency=effect.currency,
            at=scene.at, repays_id=effect.repays, run=run,
        )  # fmt: skip
        change_balance(effect.method, effect.cents if effect.kind == "refund" else -effect.cents)
        scene.payments.append(payment)


def change_balance(method: PaymentMethod | None, cents: int) -> None:
    """Put `cents` on a gift card, or take them off; other methods have no balance. Raises Refused below zero."""
    if method is None or method.kind != MethodKind.GIFT_CARD:
        return
    balance = (method.balance_cents or 0) + cents
    if balance < 0:
        raise Refused(_("The gift card holds less than that."))
    method.balance_cents = balance
    method.save(update_fields=["balance_cents"])


def void_money(scene: Scene, run: ActionRun) -> None:
    """Take back what `run` paid and charged, as if it had not happened.

    Raises Refused when a gift card is spent, or something else has paid back since what it charged.
    """
    for payment in Payment.objects.filter(run=run, voided_at=None).order_by("pk"):
        if payment.refunds.standing().exclude(run=run).exists():
            words = _("Something has been done to this order since. Take that back first.")
            raise refuse("done-since", words, is_of_state=True)
        method = scene.method(payment.method_id)
        change_balance(
            method, -payment.amount_cents if payment.kind == PaymentKind.REFUND else payment.amount_cents
        )
        payment.voided_at = scene.at
        payment.save(update_fields=["voided_at"])
