"""Sending the customer an invoice or the confirmation of an order again, to the address that they have proved."""

from typing import Literal

from django.db.models import F, Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from shopbell.accounts.letter import write_to_shopper
from shopbell.core.money import in_major
from shopbell.customers.identity import SHOP, Kind

from ..invoice import Invoice
from ..order import Order
from ..policies.fact import Facts
from ..policies.terms import Terms
from .action import Action, Parameters
from .facts import scene_facts
from .preview import Plan
from .refusal import refuse
from .run import ActionRun
from .scene import Scene


class DocumentParameters(Parameters):
    document: Literal["invoice", "confirmation"]
    number: str = Field(
        default="", max_length=60, description="of the invoice; the newest, when it is not given"
    )


class ResendDocument(Action[DocumentParameters]):
    name = "resend_document"
    label = _("Send a document again")
    is_about_lines = False
    is_of_the_desk = True
    Parameters = DocumentParameters
    is_undoable = False

    def facts(self, scene: Scene, p: DocumentParameters) -> Facts:
        return Facts(scene_facts(scene) | {"document": p.document})

    def plan(self, scene: Scene, p: DocumentParameters, terms: Terms) -> Plan:
        to = _proved_address(scene)
        if not to:
            raise refuse("no-address", _t("No e-mail address of this customer is proved."))
        invoice = _invoice(scene.bought, p) if p.document == "invoice" else None
        if p.document == "invoice" and invoice is None:
            raise refuse("no-invoice", _t("There is no invoice for this order yet."), is_of_state=True)
        subject, text = _letter(scene.bought, invoice)
        return Plan(data={"to": to, "document": p.document, "subject": subject, "text": text})

    def carry_out(self, scene: Scene, p: DocumentParameters, plan: Plan, run: ActionRun) -> None:
        write_to_shopper(plan.data["to"], plan.data["subject"], plan.data["text"])


def _proved_address(scene: Scene) -> str:
    """Proved, or else the one with which the shop system says that they order."""
    emails = scene.customer.identities.filter(kind=Kind.EMAIL)
    proved = emails.filter(Q(verified_at__isnull=False) | Q(source=SHOP))
    first = proved.order_by(F("verified_at").asc(nulls_last=True), "pk").first()
    return first.value if first else ""


def _invoice(order: Order, p: DocumentParameters) -> Invoice | None:
    invoices = Invoice.objects.filter(order=order)
    return (invoices.filter(number=p.number) if p.number else invoices).order_by("-issued_at", "-pk").first()


def _letter(order: Order, invoice: Invoice | None) -> tuple[str, str]:
    """Subject and text, in the language that is in effect."""
    if invoice:
        subject = _t("Invoice %(number)s for your order %(order)s") % {
            "number": invoice.number,
            "order": order,
        }
    else:
        subject = _t("Your order %(order)s") % {"order": order}
    rows = [
        _row(line.quantity, line.name, line.quantity * line.price_cents, order) for line in order.lines.all()
    ]
    sums = [
        (_t("Discount"), -order.discount_cents),
        (_t("Shipping"), order.shipping_cents),
        (_t("Total"), order.total_cents),
        (_t("Tax included"), order.tax_cents),
    ]
    rows += ["", *(f"{name}: {_amount(cents, order)}" for name, cents in sums if cents)]
    rows += ["", invoice.page] if invoice and invoice.page else []
    return subject, "\n".join([subject, "", *rows])


def _row(quantity: int, name: str, cents: int, order: Order) -> str:
    return f"{quantity} × {name}: {_amount(cents, order)}"


def _amount(cents: int, order: Order) -> str:
    return f"{in_major(cents, order.currency)} {order.currency}"
