import pytest

from shopbell.core.errors import Refused
from shopbell.shop.matter.export import concerned
from shopbell.shop.matter.ticket_product import link_product, unlink_product
from shopbell.shop.models import TicketProduct
from shopbell.shop.ticket_order import link_order, unlink_order
from shopbell.tickets.event import Verb
from shopbell.tickets.export import exported_tickets_of
from shopbell.tickets.merge import merge_tickets, unmerge_ticket
from shopbell.tickets.message import receive_message
from shopbell.tickets.split import split_ticket
from shopbell.tickets.undo import undo_event


def test_linking_twice_leaves_one_trace(late_parcel, vase, bo):
    link_product(late_parcel, vase.product, by=bo)

    assert link_product(late_parcel, vase.product, by=bo) is None
    assert late_parcel.events.filter(verb=Verb.PRODUCT_LINKED).count() == 1


@pytest.mark.requirement("R95")
def test_both_ways_can_be_undone(late_parcel, vase, bo):
    undo_event(link_product(late_parcel, vase.product, by=bo), by=bo)
    assert not TicketProduct.objects.exists()

    link_product(late_parcel, vase.product, by=bo)
    undo_event(unlink_product(late_parcel, vase.product, by=bo), by=bo)
    assert TicketProduct.objects.exists()


def test_linking_an_order_can_be_undone_too(late_parcel, parcel, ada):
    undo_event(link_order(late_parcel, parcel, by=ada), by=ada)
    assert not late_parcel.order_links.exists()

    link_order(late_parcel, parcel, by=ada)
    undo_event(unlink_order(late_parcel, parcel, by=ada), by=ada)
    assert late_parcel.order_links.exists()


def test_what_somebody_changed_since_is_not_undone(late_parcel, vase, bo, ada):
    event = link_product(late_parcel, vase.product, by=bo)
    unlink_product(late_parcel, vase.product, by=ada)

    with pytest.raises(Refused, match="changed again"):
        undo_event(event, by=bo)


def test_a_merge_moves_products_and_the_undo_brings_them_back(late_parcel, vase, mina, returns, bo):
    from shopbell.tickets.ticket import create_ticket

    other = create_ticket(customer=mina, channel="email", subject="Again", team=returns, by=mina)
    link_product(other, vase.product, by=bo)

    merge_tickets(late_parcel, other, by=bo)
    assert TicketProduct.objects.get().ticket == late_parcel

    unmerge_ticket(other, by=bo)
    assert TicketProduct.objects.get().ticket == other


def test_what_is_split_off_is_about_the_same_product(late_parcel, vase, mina, bo):
    link_product(late_parcel, vase.product, by=bo)
    message = receive_message(late_parcel, "And the blue one?", customer=mina, channel="email")[0]

    new = split_ticket(message, by=bo)

    assert new.product_links.get().product == vase.product


def test_the_export_says_what_a_ticket_is_about(late_parcel, vase, parcel, mina, ada):
    link_product(late_parcel, vase.product, by=ada)
    link_order(late_parcel, parcel, by=ada)

    told = exported_tickets_of(mina, ada)[0]

    assert told["orders"] == ["10467"] and told["products"] == [{"name": "Vase “Ondine”", "key": "vase"}]
    assert concerned([late_parcel.pk])[late_parcel.pk]["orders"] == ["10467"]
