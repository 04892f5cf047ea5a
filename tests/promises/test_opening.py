"""What shoppers read of when somebody answers, in their own zone and language."""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from shopbell.channels.inbox import Inbox
from shopbell.promises.business_hours import BusinessHours
from shopbell.promises.hours import DAY, Hours, Span
from shopbell.promises.opening import Clock, opening
from shopbell.promises.rules import empty_rules
from tests.channels.chat.conftest import be_there

from .test_hours import OFFICE, week

BERLIN = Hours("Europe/Berlin", OFFICE, holidays=frozenset({date(2026, 5, 1)}))


def may(day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2026, 5, day, hour, minute, tzinfo=UTC)


def says(
    hours: Hours,
    at: datetime,
    zone: str = "Europe/Berlin",
    language: str = "en-gb",
    *,
    is_named: bool = False,
) -> str:
    with translation.override(language):
        return opening(hours, at, Clock(zone, is_named)).replace("\u202f", " ")


@pytest.mark.requirement("R114")
@pytest.mark.parametrize(
    ("at", "words"),
    [
        (may(4, 8), "Open until 12:30"),
        (may(4, 10, 45), "Opens again today at 13:00"),
        (may(4, 20), "Opens again tomorrow at 09:00"),
        (may(8, 20), "Opens again on Monday at 09:00"),
        (may(1, 8), "Opens again on Monday at 09:00"),
    ],
)
def test_a_shopper_reads_when_it_closes_or_opens_again(at, words):
    assert says(BERLIN, at) == words


def test_it_is_told_by_the_shoppers_own_clock_and_in_their_language():
    evening = may(8, 20)

    assert says(BERLIN, evening, "Asia/Tokyo") == "Opens again on Monday at 16:00"
    assert says(BERLIN, evening, "Europe/Berlin", "de") == "Öffnet wieder am Montag um 09:00"


def test_a_clock_that_may_not_be_the_readers_is_named():
    assert says(BERLIN, may(4, 8), is_named=True) == "Open until 12:30 CEST"
    assert says(BERLIN, may(8, 20), "Asia/Tokyo", is_named=True) == "Opens again on Monday at 16:00 JST"
    assert says(Hours("UTC", week(Span(0, DAY))), may(1), is_named=True) == "Open round the clock"


def test_midnight_is_of_the_day_that_ends_with_it():
    late = Hours("Europe/Berlin", week(Span(8 * 60, DAY)))

    assert says(late, may(4, 8)) == "Open until midnight"
    assert says(late, may(4, 8), "Europe/London") == "Open until 23:00"
    weekend = Hours("UTC", (*[()] * 5, (Span(0, DAY),), ()))
    assert says(weekend, may(9, 8), "UTC") == "Open until midnight"
    long = Hours("UTC", ((Span(0, DAY),), (Span(0, DAY),), *[()] * 5))
    assert says(long, may(4, 8), "UTC") == "Open until midnight on Tuesday"


def test_round_the_clock_and_never():
    now = may(1)

    assert says(Hours("UTC", week(Span(0, DAY))), now) == "Open round the clock"
    assert says(Hours("UTC", week()), now) == "Closed until further notice"


@pytest.mark.django_db
def test_the_widget_is_told_and_says_nothing_where_no_hours_are_kept(client):
    chat = Inbox.objects.create(channel="chat", name="Chat")
    hello = f"/chat/{chat.public_key}/hello"
    assert client.get(hello).json()["opening"] == ""

    BusinessHours.objects.create(name="Never", rules={**empty_rules(), "week": [[]] * 7}, channels=["chat"])

    for zone in ("Asia/Tokyo", "../../etc/passwd", ""):
        assert client.get(hello, {"zone": zone}).json()["opening"] == "Closed until further notice"


@pytest.mark.django_db
@pytest.mark.requirement("R11", "R114")
def test_where_somebody_is_there_outside_the_hours_it_is_not_said_that_nobody_is(client, bo):
    chat = Inbox.objects.create(channel="chat", name="Chat")
    BusinessHours.objects.create(name="Never", rules={**empty_rules(), "week": [[]] * 7}, channels=["chat"])
    hello = f"/chat/{chat.public_key}/hello"
    assert client.get(hello).json()["opening"] == "Closed until further notice"

    be_there(bo)

    told = client.get(hello).json()
    assert (told["is_manned"], told["opening"]) == (True, "We are still here, outside our hours")
