"""A piece of a text marks what it was found by, whatever the script."""

import pytest

from shopbell.core.folding import asked_words
from shopbell.search.ask import Ask, Term
from shopbell.search.excerpt import marked

pytestmark = pytest.mark.requirement("R45")


@pytest.mark.parametrize(
    ("asked", "text", "shown"),
    [
        ("คืนสินค้า", "วิธีคืนสินค้าของเรา", "วิธี<mark>คืนสินค้า</mark>ของเรา"),
        ("คืนสินคา", "คืนสินค้า", "<mark>คืนสินค้า</mark>"),  # typed without its tone
        ("คำสั่ง", "ติดตามคำสั่งซื้อ", "ติดตาม<mark>คำสั่ง</mark>ซื้อ"),  # a vowel that is kept as two
        ("ค้า", "สินค้า", "สิน<mark>ค้า</mark>"),
        ("返品", "商品を返品する", "商品を<mark>返品</mark>する"),
    ],
)
def test_a_run_without_spaces_is_marked_with_its_tones_and_vowels(asked, text, shown):
    assert marked(text, Ask(asked, (Term(tuple(asked_words(asked))),))) == shown


def test_a_run_is_not_marked_across_a_space():
    assert "<mark>" not in marked("返 品", Ask("返品", (Term(tuple(asked_words("返品"))),)))
