"""Business hours are kept by teams, inboxes and channels, and what they said before stays known."""

from datetime import UTC, datetime, timedelta

import pytest

from shopbell.accounts.handover import remove_team
from shopbell.channels.inbox import Inbox
from shopbell.promises.business_hours import BusinessHours, HoursVersion, hours_for
from shopbell.promises.hours_form import HoursForm
from shopbell.promises.rules import empty_rules

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 5, 4, tzinfo=UTC)


def keep(name: str, spans: list, **more) -> BusinessHours:
    return BusinessHours.objects.create(name=name, rules={**empty_rules(), "week": [spans] * 7}, **more)


@pytest.fixture
def chat(db):
    return Inbox.objects.create(channel="chat", name="Chat")


def test_the_nearest_hours_hold(chat, returns):
    def held() -> str:
        found = hours_for(team_id=returns.pk, inbox_id=chat.pk, channel="chat")
        return found.name if found else "always open"

    assert held() == "always open"
    keep("All", [[0, 60]], is_default=True)
    assert held() == "All"
    keep("Chats", [[0, 60]], channels=["chat"])
    assert held() == "Chats"
    keep("This chat", [[0, 60]]).inboxes.set([chat])
    assert held() == "This chat"
    keep("Returns", [[0, 60]]).teams.set([returns])
    assert held() == "Returns"
    assert str(hours_for(team_id=None, inbox_id=None, channel="email")) == "All"


def test_only_one_is_the_default():
    first = keep("First", [], is_default=True)
    keep("Second", [], is_default=True)

    first.refresh_from_db()
    assert not first.is_default


def test_changed_hours_count_from_now_on():
    kept = keep("Care", [[540, 1020]])
    HoursVersion.objects.update(effective_from=MONDAY - timedelta(days=30))
    kept.rules["week"] = [[[600, 660]]] * 7
    kept.save()
    kept.save()  # says the same, so it is no version
    HoursVersion.objects.filter(number=2).update(effective_from=MONDAY)

    hours = BusinessHours.objects.get().hours
    assert [version.number for version in kept.versions.all()] == [1, 2]
    assert hours.within(MONDAY - timedelta(days=1), MONDAY) == timedelta(hours=8)
    assert hours.within(MONDAY, MONDAY + timedelta(days=1)) == timedelta(hours=1)


def test_holidays_of_the_country_and_of_the_shop_are_written_out():
    kept = keep("Care", [[540, 1020]])
    kept.rules |= {
        "country": "DE", "region": "BY", "worked": ["Heilige Drei Könige"],
        "days": [{"day": "12-24", "name": "Christmas Eve"}, {"day": "02-29", "name": "Leap day"}],
    }  # fmt: skip
    kept.save()

    known = kept.versions.last().rules["holidays"]
    assert known["2027-05-27"] == "Fronleichnam"
    assert known["2030-12-24"] == "Christmas Eve"
    assert "2028-02-29" in known
    assert "2027-01-06" not in known
    assert not kept.hours.is_open(datetime(2027, 12, 24, 12, tzinfo=UTC))


def test_who_takes_over_a_team_keeps_their_own_hours(root, returns, advice):
    of_returns, of_advice = (BusinessHours.objects.create(name=name) for name in ("Returns", "Advice"))
    of_returns.teams.set([returns])
    of_advice.teams.set([advice])

    remove_team(returns, advice, by=root)

    assert [str(kept) for kept in BusinessHours.objects.filter(teams=advice)] == ["Advice"]
    assert not of_returns.teams.exists()


@pytest.mark.parametrize("has_heir", [True, False])
def test_the_hours_of_a_team_that_goes_are_its_heirs_or_nobodys(root, returns, advice, has_heir):
    kept = BusinessHours.objects.create(name="Returns")
    kept.teams.set([returns])

    remove_team(returns, advice if has_heir else None, by=root)

    assert list(kept.teams.all()) == ([advice] if has_heir else [])


def test_a_link_may_propose_hours_but_nothing_that_no_field_would_take():
    care = keep("Care", [[540, 1020]])

    assert HoursForm(instance=care, initial={"day_0": "10–12"}).week()[0] == [[600, 720]]
    assert HoursForm(instance=care, initial={"day_0": "10–12" + " " * 100}).week() == care.rules["week"]
