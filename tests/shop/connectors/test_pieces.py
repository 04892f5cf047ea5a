"""The arithmetic of pieces: nothing of a sum is lost when a line is parted, and what was sent stays in its order."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from shopbell.shop.connectors.pieces import Goods, Piece
from shopbell.shop.connectors.shopify.standing import Told, is_edited, standing
from shopbell.shop.connectors.vendure.modifying import _fewer
from shopbell.shop.connectors.woocommerce.goods import _swapped

SUMS = st.integers(0, 10_000_000).map(lambda cents: Decimal(cents).scaleb(-2))


@st.composite
def told(draw):
    quantity = draw(st.integers(1, 50))
    return Told(quantity, draw(st.integers(0, quantity)), draw(st.booleans()))


@given(
    shares=st.lists(st.integers(1, 60), min_size=1, max_size=5),
    rest=st.integers(0, 60),
    subtotal=SUMS,
    total=SUMS,
)
def test_a_line_that_is_parted_keeps_its_sums_however_often_it_is_named(shares, rest, subtotal, total):
    of = sum(shares) + rest
    pieces = [Piece("1", of, each, Goods("7", "8"), Goods("7", "9"), each) for each in shares]
    line = {"id": 1, "quantity": of, "subtotal": str(subtotal), "total": str(total)}

    old, *new = _swapped({"1": line}, pieces)

    assert (old["quantity"], [each["quantity"] for each in new]) == (rest, shares)
    for name, sum_ in (("subtotal", subtotal), ("total", total)):
        parts = [Decimal(each.get(name, "0")) for each in (old, *new)]
        assert sum(parts) == sum_ and min(parts) >= 0


def test_vendure_is_told_once_what_is_left_of_a_line_that_is_named_twice():
    pieces = [Piece("1", 3, 1, Goods("7", "8"), Goods("7", colour), 1) for colour in ("9", "10")]

    fewer = list(_fewer({"lines": [{"id": "1", "quantity": 3}]}, pieces))

    assert fewer == [{"orderLineId": "1", "quantity": 1}]


@given(lines=st.lists(told(), min_size=1, max_size=6), is_cancelled=st.booleans())
def test_an_order_never_comes_to_nothing_and_keeps_what_was_sent(lines, is_cancelled):
    pieces = standing(lines, is_cancelled=is_cancelled)

    assert any(pieces) and all(count <= each.quantity for each, count in zip(lines, pieces, strict=True))
    assert all(
        count == each.quantity
        for each, count in zip(lines, pieces, strict=True)
        if each.is_sent or is_cancelled
    )
    assert is_edited(lines, pieces) == (pieces != [each.quantity for each in lines])
