"""The work of erasing: in portions, begun once, by its name, and ended by whoever takes over."""

import pytest

from shopbell.core.errors import Refused
from shopbell.customers import erasure_work
from shopbell.customers.erasure import PARTS, Part, erase_customer
from shopbell.customers.merge import merge_customers
from shopbell.customers.models import Customer
from shopbell.tickets.models import (
    Ticket,
)
from shopbell.tickets.ticket import create_ticket
from tests.cast import customer
from tests.channels.email.conftest import work
from tests.customers.erased import ADDRESS, NAME, WORD


def test_a_worker_that_dies_in_the_middle_leaves_work_that_another_ends(quillon, monkeypatch):
    for number in range(5):
        create_ticket(customer=quillon, channel="email", subject=f"{WORD} {number}")
    begun = erase_customer(quillon, NAME, by=None)
    calls = iter([True, True])

    def dies(ids):
        if not next(calls, False):
            raise RuntimeError("killed")
        return ticket_part.some(ids)

    monkeypatch.setattr("shopbell.tickets.customer_erasure.AT_ONCE", 2)
    ticket_part = next(part for part in PARTS if part.left([*begun.numbers]))
    monkeypatch.setattr(erasure_work, "PARTS", [*(p for p in PARTS if p != ticket_part), Part(some=dies)])
    with pytest.raises(RuntimeError):
        erasure_work.work_on(begun.pk, seconds=600)
    begun.refresh_from_db()
    assert (begun.done, begun.left, begun.finished_at) == (4, 1, None)
    assert not Ticket.objects.filter(deletion=None).exists()

    monkeypatch.undo()
    erasure_work.work_on(begun.pk, seconds=600)
    erasure_work.work_on(begun.pk, seconds=600)

    begun.refresh_from_db()
    assert begun.finished_at and not Ticket.objects.exists()


def test_a_portion_ends_and_the_next_goes_on(quillon, monkeypatch):
    monkeypatch.setattr("shopbell.tickets.customer_erasure.AT_ONCE", 1)
    for _ in range(3):
        create_ticket(customer=quillon, channel="email", subject=WORD)
    begun = erase_customer(quillon, NAME, by=None)

    erasure_work.work_on(begun.pk, seconds=0)
    assert begun.left == 2

    work()
    begun.refresh_from_db()
    assert begun.finished_at


def test_it_begins_once_and_only_by_the_name(quillon, theo):
    with pytest.raises(Refused, match="Type “Quillon Vexley”"):
        erase_customer(quillon, "Theo Brandt", by=None)
    assert Customer.objects.get(pk=quillon.pk).name == NAME

    begun = erase_customer(quillon, "  quillon   VEXLEY ", by=None)

    assert erase_customer(quillon, "whatever", by=None) == begun
    with pytest.raises(Refused, match="part of another"):
        gone = customer("Theo Again")
        merge_customers(theo, gone)
        erase_customer(Customer.objects.get(pk=gone.pk), "Theo Again", by=None)


def test_an_admin_reads_what_goes_and_types_the_name(desk, quillon, root, ada):
    create_ticket(customer=quillon, channel="email", subject=WORD)
    address = f"/desk/customers/{quillon.pk}/erase/"
    assert desk(ada).get(address).status_code == 403
    assert address not in desk(ada).get(f"/desk/customers/{quillon.pk}/").content.decode()
    browser = desk(root)
    assert address in browser.get(f"/desk/customers/{quillon.pk}/").content.decode()

    page = browser.get(address).content.decode()
    for words in ("drafts and timeline: 1.", ADDRESS, "This cannot be undone."):
        assert words in page, words
    refused = browser.post(address, {"name": "Theo"})
    assert refused.status_code == 422 and Customer.objects.filter(pk=quillon.pk, erased_at=None).exists()

    table = browser.post(address, {"name": NAME}, follow=True).content.decode()
    assert f"#{quillon.pk}" in table and "0 of 1 tickets" in table and NAME not in table
    assert browser.get(f"/desk/customers/{quillon.pk}/").status_code == 404
    work()
    part = browser.get("/desk/settings/erasures/", headers={"HX-Request": "true"}).content.decode()
    assert "badge-done" in part and "hx-trigger" not in part
