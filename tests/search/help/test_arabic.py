"""Who asks in the first person finds what an article calls by a noun."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopbell.search.help.arabic import LEAST, kin_of
from shopbell.search.help.stems import stems_of
from shopbell.search.help.stop_words import common_words
from shopbell.search.help.synonym import Synonym

pytestmark = pytest.mark.requirement("R45")


@pytest.mark.parametrize(
    ("asked", "called"),
    [
        ("أتتبع", "تتبع"),
        ("نتتبع", "التتبع"),
        ("أطلب", "طلب"),
        ("أستبدل", "استبدال"),
        ("أستلم", "الاستلام"),
        ("أرجع", "إرجاع"),
        ("ألغي", "إلغاء"),
        ("أغير", "تغيير"),
        ("أدفع", "الدفع"),
        ("يوصل", "توصيل"),
    ],
)
def test_a_verb_of_whoever_asks_shares_a_stem_with_its_noun(asked, called):
    assert set(stems_of(asked, "ar")) & set(stems_of(called, "ar"))


@pytest.mark.parametrize(("one", "other"), [("طرد", "رد"), ("يصل", "صل"), ("لون", "نول"), ("نقود", "قيود")])
def test_words_that_only_look_alike_share_none(one, other):
    assert not set(stems_of(one, "ar")) & set(stems_of(other, "ar"))


@given(st.text("ابتدرسعلمنويهءة", max_size=12))
def test_no_stem_is_shorter_than_a_root_or_longer_than_its_word(stem):
    assert all(LEAST <= len(each) < len(stem) for each in kin_of(stem))


@pytest.mark.django_db
def test_a_question_in_the_first_person_finds_the_article(titles, write):
    write("تتبع الطرد", language="ar")
    write("إلغاء الطلب", language="ar")

    assert titles("كيف أتتبع", language="ar", kinds=["article"]) == ["تتبع الطرد"]
    assert titles("هل ألغي", language="ar", kinds=["article"]) == ["إلغاء الطلب"]


@pytest.mark.django_db
@pytest.mark.parametrize("asking", ["وين", "فين", "شو", "ليش", "إيش", "كيفاش", "امتى"])
def test_a_question_word_of_a_dialect_hides_no_answer(titles, write, asking):
    for number in range(12):
        write(f"طلب {number}", language="ar")
    write("رقم الطلب", language="ar")

    assert titles(f"{asking} طلبي", language="ar", kinds=["article"])
    assert titles(asking, language="ar", kinds=["article"]) == []


@pytest.mark.django_db
def test_another_word_that_no_article_says_still_makes_it_about_something_else(titles, write):
    for number in range(12):
        write(f"طلب {number}", language="ar")

    assert titles("منغوليا طلبي", language="ar", kinds=["article"]) == []


@pytest.mark.django_db
def test_another_name_of_a_word_brings_none_of_its_verbs(titles, write):
    Synonym.objects.create(words=["فاتوره", "ايصال"], language="ar")
    write("متى يصل طلبي؟", language="ar")
    write("إيصال الدفع", language="ar")

    assert titles("فاتورة", language="ar", kinds=["article"]) == ["إيصال الدفع"]


@pytest.mark.django_db
def test_words_of_every_sentence_tell_nothing_in_arabic_either():
    said = ["هل", "في", "شيء", "أريد", "طلب", "منتج"]

    assert {word for _language, word in common_words(said, ["ar"])} == {"هل", "في", "شيء", "أريد"}
