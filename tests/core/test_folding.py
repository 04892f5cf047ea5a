"""Folding: what people type finds what people wrote, in every script."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopbell.core.folding import LONGEST, asked_words, fold, spans, words
from shopbell.search.ask import read_ask
from shopbell.search.vector import vector_of

NAUGHTY = Path(__file__).parents[3] / "shared" / "data" / "html" / "naughty-strings.json"

ALIKE = [
    ("German", "Größe MÜLLER Straße", "grosse muller strasse"),
    ("French", "Où est l’œuvre déjà reçue ?", "ou est l oeuvre deja recue"),
    ("Danish", "Rødgrød på Ærø", "rodgrod pa aero"),
    ("Polish", "Łódź żółć", "lodz zolc"),
    ("Turkish", "ISPARTA İstanbul ılık ŞİŞE", "isparta istanbul ilik sise"),
    ("Vietnamese", "Đơn hàng của tôi", "don hang cua toi"),
    ("Greek", "ΠΑΡΑΓΓΕΛΊΑΣ παραγγελίας", "παραγγελιασ παραγγελιας"),
    ("Russian", "Заказ ещё не пришёл", "заказ еще не пришел"),
    ("Arabic", "أَيْنَ الطَّلَبِيَّة", "اين الطلبيه"),
    ("Persian digits", "سفارش ۱۲۳۴", "سفارش 1234"),
    ("Hebrew", "שָׁלוֹם", "שלומ"),
    ("Hindi digits", "ऑर्डर १२३", "ऑर्डर 123"),
    ("full width", "ＯＲＤＥＲ １２３", "order 123"),
    ("half-width kana", "ﾊﾟﾝﾀﾞ", "ぱんだ"),
    ("Katakana", "パンダ", "ぱんだ"),
    ("Korean", "배송이 늦어요", "배송이 늦어요"),
    ("ligatures", "ﬁne oﬀer", "fine offer"),
    ("soft hyphens and marks of direction", "par\u00adcel\u200f", "parcel"),
]


@pytest.mark.parametrize(("script", "written", "typed"), ALIKE, ids=[case[0] for case in ALIKE])
def test_what_is_written_and_what_is_typed_fold_to_the_same_words(script, written, typed):
    assert words(written) == words(typed)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("我的订单还没有到货", "订单"),
        ("注文した商品が届きません", "商品"),
        ("พัสดุของฉันยังไม่มาถึง", "ของฉัน"),
        ("ຂ້ອຍຍັງບໍ່ໄດ້ຮັບເຄື່ອງ", "ໄດ້ຮັບ"),
        ("ខ្ញុំមិនទាន់ទទួលបានកញ្ចប់ទេ", "ទទួល"),
        ("订单20311的包裹", "20311"),
    ],
)
def test_a_script_without_spaces_is_found_in_the_middle(text, part):
    inside, wanted = words(text), asked_words(part)

    assert any(inside[at : at + len(wanted)] == wanted for at in range(len(inside)))


def test_vowels_of_indian_scripts_are_kept_since_they_make_the_word():
    assert words("दिन") != words("दान")
    assert words("क़लम") == words("कलम")  # a nukta is not


def test_voicing_makes_a_japanese_word():
    assert words("かき") != words("かぎ")


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_a_word_of_a_text_asks_for_words_of_the_text(text):
    found = set(words(text))

    for word in found:
        assert set(words(word)) <= found | set(word)
        assert len(word) <= LONGEST


@given(st.text(), st.text())
def test_words_are_those_of_both_parts(one, other):
    assert words(f"{one} {other}") == [*words(one), *words(other)] or not one.isascii() or not other.isascii()


@given(st.text())
def test_spans_stand_where_they_say(text):
    end = 0
    for span in spans(text):
        assert end <= span.start < span.end <= len(text)
        end = span.end


@given(st.text())
def test_nothing_typed_needs_quoting_for_postgresql(text):
    sql = read_ask(text).sql

    assert not set(sql) & set("\\;%")
    assert sql.count("'") % 2 == 0


def test_a_vector_bears_an_endless_text():
    vector, found = vector_of([(" ".join(f"word{n}" for n in range(200_000)), "A")])

    assert len(vector.encode()) < 2_000_000
    assert "word0" in found


@pytest.mark.skipif(
    not NAUGHTY.exists() or os.environ.get("CI") == "true", reason="the shared naughty strings are not here"
)
def test_naughty_strings_fold_twice_to_the_same():
    for naughty in json.loads(NAUGHTY.read_text()):
        assert fold(fold(naughty)) == fold(naughty)
