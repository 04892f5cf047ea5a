"""What the shop keeps of a customer who was erased says nothing of them; what they did for others is the others'."""

from django.utils import timezone

from shopbell.customers.erasure import erase_customer
from shopbell.shop.actions.perform import perform_action
from shopbell.shop.models import ActionRun, Invoice, Return


def test_reasons_and_pages_of_an_erased_customer_go_and_what_they_did_for_others_stays(
    make_order, mina, theo, ada
):
    order, his = make_order(mina, "1", status="delivered"), make_order(theo, "2", status="delivered")
    order.cancel_reason = "I moved in with Ann"
    order.save()
    Invoice.objects.create(
        order=order,
        number="I1",
        total_cents=1,
        currency="EUR",
        page="https://shop.example/mina",
        issued_at=timezone.now(),
    )
    Return.objects.create(order=order, number="R1", reason="Too tight for me", refund_cents=1, currency="EUR")
    run = perform_action("flag_defect", by=mina, key="a", order=his, customer=theo, parameters={
        "line": his.lines.get().pk, "kind": "glaze", "words": "It peels.",
    })  # fmt: skip

    erase_customer(mina, mina.name, by=ada)

    order.refresh_from_db(), run.refresh_from_db()
    assert (order.cancel_reason, Invoice.objects.get().page, Return.objects.get().reason) == ("", "", "")
    assert run.customer == theo and run.by_customer is None and run.parameters["words"] == "It peels."
    assert ActionRun.objects.get() == run
