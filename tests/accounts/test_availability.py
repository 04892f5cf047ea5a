from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.accounts.availability import (
    PRESENCE,
    Availability,
    availability_of,
    choose_availability,
    mark_seen,
)

NOW = timezone.now()


def test_who_has_no_screen_open_is_offline_whatever_they_chose(ada):
    chosen = choose_availability(ada, "available")

    assert chosen.state(NOW) == "offline"


def test_with_a_screen_open_the_choice_counts(ada):
    choose_availability(ada, "busy")
    mark_seen(ada.pk, NOW)

    assert availability_of(ada).state(NOW) == "busy"
    assert availability_of(ada).state(NOW + PRESENCE + timedelta(seconds=1)) == "offline"


def test_closing_the_last_screen_is_noticed(ada):
    mark_seen(ada.pk, NOW)
    mark_seen(ada.pk)

    assert availability_of(ada).state(NOW) == "offline"


def test_only_the_available_are_given_chats(ada, bo, cy):
    for agent, choice in ((ada, "available"), (bo, "away"), (cy, "available")):
        choose_availability(agent, choice)
        mark_seen(agent.pk, NOW)
    cy.is_active = False
    cy.save()

    assert [each.agent for each in Availability.objects.available(NOW)] == [ada]


@pytest.mark.parametrize("choice", ["available", "busy", "away", "offline"])
def test_one_post_says_how_one_is(desk, ada, choice):
    answer = desk(ada).post("/desk/availability/", {"availability": choice}, headers={"HX-Request": "true"})

    assert answer.status_code == 204
    assert availability_of(ada).chosen == choice


def test_without_scripts_one_comes_back_to_the_page(desk, ada):
    back = {"Referer": "http://testserver/desk/settings/?x=1"}
    assert (
        desk(ada).post("/desk/availability/", {"availability": "busy"}, headers=back).headers["Location"]
        == "/desk/settings/"
    )

    evil = {"Referer": "https://evil.example/desk/"}
    assert (
        desk(ada).post("/desk/availability/", {"availability": "busy"}, headers=evil).headers["Location"]
        == "/desk/"
    )


def test_other_words_are_refused(desk, ada):
    answer = desk(ada).post("/desk/availability/", {"availability": "asleep"}, headers={"HX-Request": "true"})

    assert answer.status_code == 422
    assert "Choose available" in answer.content.decode()


def test_strangers_are_nowhere(client, db):
    assert client.post("/desk/availability/", {"availability": "busy"}).status_code == 302
