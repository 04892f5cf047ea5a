"""The stock of one's own shop by warehouse, as it is fed: the sum is what can be sold, and what the desk moved stays."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shopbell.core.errors import Refused
from shopbell.shop.feed.rows import StockRow
from shopbell.shop.feed.stock import feed_stock
from shopbell.shop.models import StockLevel, Variant, Warehouse
from shopbell.shop.stock import move_stock


def feed(*rows):
    names = ("variant", "warehouse", "pieces")
    return feed_stock([StockRow(**dict(zip(names, row, strict=True))) for row in rows])


def lying(variant):
    return dict(variant.levels.values_list("warehouse__external_id", "pieces"))


def test_what_the_desk_moved_stays_until_the_shop_tells_another_figure(vase):
    feed(("blue", "GNT", 3), ("blue", "LYS", 2))
    vase.refresh_from_db()
    assert vase.stock == 5
    move_stock(vase, -2, "sold out")

    assert feed(("blue", "GNT", 3)).is_unchanged
    assert lying(vase) == {"GNT": 1, "LYS": 2}

    feed(("blue", "GNT", 8))
    vase.refresh_from_db()
    assert lying(vase) == {"GNT": 8, "LYS": 2} and vase.stock == 10


def test_a_warehouse_keeps_its_name_where_none_is_told(vase):
    feed_stock([StockRow(variant="blue", warehouse="GNT", warehouse_name="Ghent", country="BE", pieces=1)])
    feed(("blue", "GNT", 2))

    assert (str(Warehouse.objects.get()), Warehouse.objects.get().country) == ("Ghent", "BE")


def test_a_day_on_which_more_are_expected_goes_once_the_shop_says_so(vase):
    def fed(**told):
        feed_stock([StockRow(variant="blue", warehouse="GNT", pieces=0, **told)])
        vase.refresh_from_db()
        return vase.restock_on and str(vase.restock_on)

    assert fed(back_order_on="2026-10-03") == "2026-10-03"
    assert fed() == "2026-10-03"  # nothing was said of it

    assert fed(back_order_on=None) is None


def test_an_unknown_variant_or_a_level_told_twice_changes_nothing(vase):
    for rows in ([("blue", "GNT", 1), ("green", "GNT", 1)], [("blue", "GNT", 1), ("blue", "GNT", 2)]):
        with pytest.raises(Refused):
            feed(*rows)

    assert not StockLevel.objects.exists() and not Warehouse.objects.exists()


steps = st.lists(
    st.tuples(st.sampled_from(["feed", "move"]), st.sampled_from("AB"), st.integers(0, 6)), max_size=10
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
def test_whatever_is_fed_and_sold_the_sum_of_the_warehouses_is_the_stock(vase, steps):
    StockLevel.objects.all().delete()
    feed(("blue", "A", 4), ("blue", "B", 0))
    for step, warehouse, pieces in steps:
        known = Variant.objects.get(pk=vase.pk)
        if step == "feed":
            feed(("blue", warehouse, pieces))
        elif known.has(pieces):
            move_stock(known, -pieces, "sold out")

        known.refresh_from_db()
        assert known.stock == sum(lying(known).values()) >= 0
