"""Pieces in warehouses: they leave where most lie, and an undo brings them back to where they were taken from."""

import pytest

from shopbell.shop.models import StockLevel, Warehouse
from shopbell.shop.stock import OutOfStock, move_stock


@pytest.fixture
def levels(vase):
    """Vases in two warehouses: none in the first, four in the second."""
    return [
        StockLevel.objects.create(
            variant=vase, warehouse=Warehouse.objects.create(external_id=name, name=name), pieces=pieces
        )
        for name, pieces in (("A", 0), ("B", 4))
    ]


def pieces(levels):
    return list(
        StockLevel.objects.filter(pk__in=[each.pk for each in levels])
        .order_by("pk")
        .values_list("pieces", flat=True)
    )


def test_pieces_come_back_to_where_they_were_taken_from(vase, levels):
    moved = move_stock(vase, -3, "sold out")
    assert pieces(levels) == [0, 1]

    move_stock(vase, 3, "", back=moved)

    assert pieces(levels) == [0, 4] and vase.stock == 4


def test_pieces_that_came_are_taken_out_where_they_came(vase, levels):
    moved = move_stock(vase, 2, "")
    assert pieces(levels) == [2, 4]

    move_stock(vase, -2, "sold", back=moved)

    assert pieces(levels) == [0, 4]


def test_more_that_come_back_than_were_taken_go_to_the_first(vase, levels):
    moved = move_stock(vase, -1, "sold out")

    move_stock(vase, 3, "", back=moved)

    assert pieces(levels) == [2, 4] and vase.stock == 6


def test_what_the_warehouses_do_not_hold_is_missing_in_one_and_never_dropped(vase, levels):
    vase.stock = 6  # the shop has told more than its warehouses have
    vase.save()

    moved = move_stock(vase, -5, "sold out")

    assert pieces(levels) == [0, -1] and vase.stock == 1
    move_stock(vase, 5, "", back=moved)
    assert pieces(levels) == [0, 4]


def test_more_than_there_are_do_not_leave(vase, levels):
    with pytest.raises(OutOfStock, match="sold out"):
        move_stock(vase, -5, "sold out")

    assert pieces(levels) == [0, 4] and vase.stock == 4
