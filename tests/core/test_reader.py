"""Counted times behind a preposition: “up to two minutes” in a language that has a form of its own for it."""

from datetime import timedelta

import pytest
from babel.dates import format_timedelta
from django.utils.translation import override

from shopbell.core import reader
from shopbell.core.reader import after_preposition, locale
from shopbell.promises.usual_reply import UsualReply, usual_words
from shopbell.promises.wait import Range
from shopbell.promises.wait_words import wait_words
from shopbell.tickets.filter.measure import Moment

UNITS = ["second", "minute", "hour", "day", "week", "month", "year"]
TWO = ["ثانيتين", "دقيقتين", "ساعتين", "يومين", "أسبوعين", "شهرين", "سنتين"]
SECONDS = [1, 60, 3600, 86_400, 7 * 86_400, 30 * 86_400, 365 * 86_400]


@pytest.mark.parametrize(("unit", "seconds", "two"), list(zip(UNITS, SECONDS, TWO, strict=True)), ids=UNITS)
def test_two_of_every_unit_bend_in_arabic_and_others_stay(unit, seconds, two):
    def behind(count: int) -> tuple[str, str]:
        time = timedelta(seconds=count * seconds)
        alone = format_timedelta(time, granularity=unit, threshold=10**9, locale=locale())
        return alone, after_preposition(alone)

    with override("ar"):
        assert behind(2)[1] == two
        for count in (1, 3, 11, 100):
            alone, bent = behind(count)
            assert alone == bent
    for language in ("en", "de", "fr", "es"):
        with override(language):
            alone, bent = behind(2)
            assert alone == bent


def test_an_expected_wait_and_an_age_are_written_so():
    with override("ar"):
        assert wait_words(Range(0, 2)).endswith("دقيقتين")
        assert wait_words(Range(1, 2)).endswith("دقيقتين")
        assert wait_words(Range(0, 120)).endswith("ساعتين")
        assert Moment({}).label(">2d", None).endswith("يومين")


@pytest.mark.django_db
def test_the_usual_time_is_written_so(shop_chat):
    measured = {"median_seconds": 3600, "most_seconds": 7200, "measured_at": "2026-11-27T10:00Z"}
    UsualReply.objects.create(inbox=shop_chat, channel="form", tickets=10, **measured)
    with override("ar"):
        assert usual_words(shop_chat).endswith("ساعتين")


def test_languages_that_a_stranger_makes_up_fill_no_memory():
    for number in range(5_000):
        reader.locale_in(f"xx-{number}")

    assert reader._locale.cache_info().currsize < 5_000
