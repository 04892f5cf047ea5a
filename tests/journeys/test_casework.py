"""An agent says what a ticket is about by taking what the desk suggests, and follows a procedure that acts."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from shopbell.shop.models import (
    MatterPolicy,
    Order,
    OrderLine,
    Payment,
    PaymentMethod,
    Procedure,
    Product,
    StepMark,
    Variant,
)
from shopbell.shop.procedures.step import read_steps
from shopbell.tickets.models import ContactReason

from .axe import violations
from .conftest import PHONE, WIDE

STEPS = """
Ask the carrier
? last scan

Pay it back
! refund_order reason="Lost parcel"
"""


@pytest.fixture
def order(mina):
    """Mina's order of one vase that is under way; the late parcel does not name it."""
    product = Product.objects.create(external_id="vase", name="Vase “Ondine”")
    vase = Variant.objects.create(product=product, external_id="blue", price_cents=7400, currency="EUR")
    card = PaymentMethod.objects.create(
        customer=mina, kind="card", brand="visa", last_four="1142", external_id="c"
    )
    order = Order.objects.create(
        external_id="10467", number="10467", customer=mina, currency="EUR", total_cents=7400, status="delivered"
    )  # fmt: skip
    OrderLine.objects.create(order=order, external_id="1", variant=vase, name=product.name, price_cents=7400)
    Payment.objects.create(order=order, kind="payment", method=card, amount_cents=7400, currency="EUR")
    return order


@pytest.fixture
def procedure(db):
    procedure = Procedure.objects.create(
        name="Parcel lost", topic="Delivery", steps=[step.as_dict() for step in read_steps(STEPS)]
    )
    procedure.reasons.add(ContactReason.objects.get(name="Where is my order"))
    return procedure


@pytest.mark.requirement("R79", "R95")
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_what_is_suggested_is_taken_and_the_procedure_followed(
    screen, shot, ada, late_parcel, order, procedure, size
):
    page = screen(ada, size=size)
    page.goto(f"/desk/tickets/{late_parcel.pk}/{'#panel' if size is PHONE else ''}")
    matter = page.get_by_role("region", name="What it is about")
    expect(matter.get_by_role("button", name="Suggested: Where is my order")).to_be_visible()
    assert violations(page) == []
    shot(page, f"matter-{'wide' if size is WIDE else 'phone'}")

    matter.get_by_role("button", name="Suggested: Where is my order").click()
    expect(matter.get_by_role("button", name="Stage: After purchase")).to_be_visible()
    matter.get_by_role("button", name="Suggested: #10467").click()
    expect(matter.get_by_role("link", name="#10467")).to_be_visible()

    procedures = page.get_by_role("region", name="Procedures")
    procedures.get_by_role("button", name="Suggested: Parcel lost").click()
    procedures.get_by_label("last scan").fill("Lyon, on Monday")
    procedures.get_by_role("button", name="Done").click()
    expect(procedures.get_by_text("1/2")).to_be_visible()
    assert violations(page) == []
    shot(page, f"procedure-{'wide' if size is WIDE else 'phone'}")

    procedures.get_by_role("link", name="Refund").click()
    drawer = page.get_by_role("dialog", name="Refund")
    expect(drawer.get_by_text("−€74.00")).to_be_visible()
    drawer.get_by_role("button", name="Refund").click()
    expect(drawer.get_by_role("status")).to_contain_text("Done")
    drawer.get_by_role("button", name="Close").last.click()

    expect(procedures.get_by_text("2/2")).to_be_visible()
    assert StepMark.objects.get(place=1).run.action == "refund_order"


@pytest.mark.requirement("R95")
def test_right_after_solving_return_takes_what_is_suggested(screen, shot, ada, late_parcel, order):
    MatterPolicy.objects.all().delete()  # as a desk begins
    Order.objects.update(placed_at=late_parcel.created_at - timedelta(days=4))
    page = screen(ada)
    page.goto(f"/desk/tickets/{late_parcel.pk}/")
    expect(page.get_by_role("region", name="What it is about")).to_be_visible()
    page.keyboard.press("e")

    dialog = page.get_by_role("dialog", name="What was it about?")
    expect(dialog.get_by_label("Contact reason")).to_have_value(
        str(ContactReason.objects.get(name="Where is my order").pk)
    )
    expect(dialog.get_by_label("Order")).to_have_value(str(order.pk))
    assert violations(page) == []
    shot(page, "matter-question")
    page.keyboard.press("Enter")

    expect(dialog).to_be_hidden()
    expect(page.get_by_text("Noted.")).to_be_visible()
    late_parcel.refresh_from_db()
    assert (late_parcel.status, late_parcel.reason.name) == ("solved", "Where is my order")
    assert late_parcel.order_links.get().order == order
