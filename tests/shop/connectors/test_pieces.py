"""The arithmetic of pieces: nothing of a sum is lost when a line is parted, and what was sent stays in its order."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from shopbell.shop.connectors.pieces import Goods, Piece
from shopbell.shop.connectors.shopify.standing import Told, is_edited, standing
from shopbell.shop.connectors.woocommerce.goods import _swapped

SUMS = st.integers(0, 10_000_000).map(lambda cents: Decimal(cents).scaleb(-2))


@st.composite
def told(draw):
    quantity = draw(st.integers(1, 50))
    return Told(quantity, draw(st.integers(0, quantity)), draw(st.booleans()))


@given(of=st.integers(1, 60), share=st.integers(1, 60), subtotal=SUMS, total=SUMS)
def test_a_line_that_is_parted_keeps_its_sums(of, share, subtotal, total):
    piece = Piece("1", of, min(share, of), Goods("7", "8"), Goods("7", "9"), min(share, of))
    line = {"id": 1, "quantity": of, "subtotal": str(subtotal), "total": str(total)}

    old, new = _swapped({"1": line}, piece)

    assert old["quantity"] + new["quantity"] == of
    for name, sum_ in (("subtotal", subtotal), ("total", total)):
        assert Decimal(old.get(name, "0")) + Decimal(new[name]) == sum_
        assert Decimal(old.get(name, "0")) >= 0 and Decimal(new[name]) >= 0


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
