"""The small list of who is there."""

import pytest
from django.utils import timezone

from shopbell.accounts.availability import availability_of, choose_availability, mark_seen, say_status
from shopbell.web.console.team import mates_of
from tests.cast import agent

FRAGMENT = {"headers": {"HX-Request": "true"}}


def test_those_who_are_there_come_first_and_of_them_the_own_team(bo, ada, cy, root):
    for person, choice in [(cy, "available"), (ada, "away")]:
        mark_seen(person.pk, timezone.now())
        choose_availability(person, choice)

    mates = mates_of(bo, timezone.now())

    assert [(mate.agent, mate.state) for mate in mates] == [
        (ada, "away"),
        (cy, "available"),
        (root, "offline"),
    ]


def test_colleagues_read_what_somebody_says_of_themselves(desk, bo, ada):
    mark_seen(ada.pk, timezone.now())
    desk(ada).post("/desk/team/status/", {"text": " Lunch \n until one "}, **FRAGMENT)

    page = desk(bo).get("/desk/team/", **FRAGMENT).content.decode()

    assert "</span> Lunch until one</span>" in page and "1 colleague is there" in page
    desk(ada).post("/desk/team/status/", {"text": ""}, **FRAGMENT)
    assert " Lunch until one</span>" not in desk(bo).get("/desk/team/", **FRAGMENT).content.decode()


@pytest.mark.parametrize("text", ["x" * 80, "<b>bold</b>", "nul\0nul", "\u202edrow"])
def test_whatever_is_said_stays_one_short_line_of_words(desk, bo, ada, text):
    answer = desk(ada).post("/desk/team/status/", {"text": text}, **FRAGMENT)

    assert answer.status_code == 200
    assert len(availability_of(ada).status_text) <= 80
    assert "<b>bold" not in desk(bo).get("/desk/team/", **FRAGMENT).content.decode()


def test_words_that_are_too_long_are_refused_and_not_cut(desk, ada):
    say_status(ada, "Hi")

    answer = desk(ada).post("/desk/team/status/", {"text": "x" * 500}, **FRAGMENT)

    assert answer.status_code == 422 and "80" in answer.content.decode()
    assert availability_of(ada).status_text == "Hi"


def test_the_list_costs_the_same_for_fifty(desk, bo, ada, returns, django_assert_max_num_queries):
    for number in range(20):
        mark_seen(agent(f"Agent{number} Lind", "Agent", returns).pk, timezone.now())
    say_status(ada, "Hi")
    browser = desk(bo)
    browser.get("/desk/team/", **FRAGMENT)

    with django_assert_max_num_queries(6):
        browser.get("/desk/team/", **FRAGMENT)


def test_without_scripts_it_is_a_page(desk, bo, ada):
    browser = desk(bo)

    assert "<html" in browser.get("/desk/team/").content.decode()
    assert browser.post("/desk/team/status/", {"text": "Here"}).headers["Location"] == "/desk/team/"
