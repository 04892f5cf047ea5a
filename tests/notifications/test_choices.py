"""What an agent chooses: defaults that need no row, and only what differs is kept."""

import pytest
from django.urls import reverse

from shopbell.notifications.choices import Choices, choices_of
from shopbell.notifications.kind import DEFAULT_TONES, DEFAULT_WAYS, TONES, Kind, Way
from shopbell.notifications.sentence import WORDS

pytestmark = pytest.mark.django_db
PAGE = "/desk/profile/notifications/"


def posted(agent, **changes) -> dict:
    """The form as the page of `agent` shows it, with these changes; None takes a field away."""
    chosen = choices_of(agent)
    data = {"quiet_from": "19:00", "quiet_until": "08:00", "away_minutes": "30", "period_minutes": "60"}
    data["working_days"] = ["0", "1", "2", "3", "4", "5", "6"]
    for kind in Kind:
        data |= {f"{way}-{kind}": "on" for way in chosen.ways_of(kind) if way != Way.SOUND}
        data[f"tone-{kind}"] = chosen.tone_of(kind)
    data |= changes
    return {name: value for name, value in data.items() if value is not None}


def test_every_kind_has_its_defaults_its_words_and_a_sound_only_where_it_makes_one():
    assert set(DEFAULT_WAYS) == set(Kind)
    assert set(WORDS) == set(Kind) - {
        Kind.UNEQUAL,
        Kind.REVIEW,
        Kind.ARTICLE,
        Kind.INCIDENT,
    }  # of no event, with sentences of their own
    for kind, ways in DEFAULT_WAYS.items():
        assert (Way.SOUND in ways) == bool(DEFAULT_TONES.get(kind))
    assert set(DEFAULT_TONES.values()) < set(TONES)


def test_who_never_chose_has_the_defaults_and_no_row(desk, ada):
    page = desk(ada).get(PAGE).content.decode()

    assert "Somebody mentions me" in page and not Choices.objects.exists()
    assert choices_of(ada).ways_of(Kind.MENTION) == DEFAULT_WAYS[Kind.MENTION]


def test_only_what_differs_from_the_defaults_is_kept(desk, ada):
    console = desk(ada)

    console.post(PAGE, posted(ada, **{"mail-answer": None, "tone-mention": "", "console-new": "on"}))

    chosen = choices_of(ada)
    assert set(chosen.kinds) == {"answer", "mention", "new"}
    assert Way.MAIL not in chosen.ways_of(Kind.ANSWER)
    assert Way.SOUND not in chosen.ways_of(Kind.MENTION) and chosen.tone_of(Kind.MENTION) == ""
    assert chosen.ways_of(Kind.NEW) == {Way.CONSOLE}

    console.post(PAGE, posted(ada, **{"mail-answer": "on", "tone-mention": "chime", "console-new": None}))
    assert choices_of(ada).kinds == {}


def test_quiet_hours_are_those_of_the_agents_zone(desk, ada):
    ada.time_zone = "Asia/Tokyo"
    ada.save()

    desk(ada).post(PAGE, posted(ada, has_quiet_hours="on", quiet_from="20:30", working_days=["0", "2"]))

    hours = choices_of(ada).quiet_hours
    assert (str(hours.begins), hours.zone.key, hours.working_days) == ("20:30:00", "Asia/Tokyo", {0, 2})


def test_somebody_without_a_working_day_is_told_to_choose_one(desk, ada):
    answer = desk(ada).post(PAGE, posted(ada, working_days=None))

    assert answer.status_code == 422 and "at least one working day" in answer.content.decode()
    assert not Choices.objects.exists()


def test_a_tone_that_is_none_is_silence(desk, ada):
    desk(ada).post(PAGE, posted(ada, **{"tone-answer": "../x"}))

    assert choices_of(ada).tone_of(Kind.ANSWER) == ""


def test_the_profile_leads_there(desk, ada):
    assert reverse("notification-choices") in desk(ada).get("/desk/profile/").content.decode()
