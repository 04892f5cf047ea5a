"""Conditions on the settings pages while they are typed: completed, shown as chips, counted, or told what is wrong."""

import html

import pytest
from django.db import connection

from shopbell.segments.models import Segment
from shopbell.tickets.spam import mark_spam
from shopbell.tickets.status import solve_ticket
from shopbell.web.console.views import conditions

pytestmark = pytest.mark.django_db
READ = "/desk/settings/conditions/%s/"


def read(client, place, text):
    answer = client.get(READ % place, {"text": text})
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


@pytest.mark.parametrize("place", ["rules", "goals"])
def test_what_is_understood_stands_there_as_chips_with_how_many_open_tickets_meet_it_now(
    desk, root, ada, late_parcel, wrong_size, place
):
    assert "2 open tickets meet this now." in read(desk(root), place, "")
    said = read(desk(root), place, "channel:email -priority:high")
    assert "1 open ticket meets this now." in said
    assert "Channel" in said and "not" in said and "High" in said

    solve_ticket(late_parcel, by=ada)
    mark_spam(wrong_size, by=ada)
    assert "0 open tickets meet this now." in read(desk(root), place, "")


def test_a_segment_is_counted_in_customers(desk, root, mina):
    assert "1 customer meets this now." in read(desk(root), "segments", "name:mina")
    assert "Say who belongs to it" in read(desk(root), "segments", "")


@pytest.mark.parametrize(
    "place, text, sentence",
    [
        ("rules", "chanel:email", "There is no field “chanel”"),
        ("rules", "assignee:me", "nobody is “me”"),
        ("goals", "promise:broken", "A goal cannot depend on how promises stand"),
        ("segments", "segment:Good", "A segment cannot be made of other segments"),
        ("rules", "status:\0open", ""),
    ],
)
def test_what_the_form_would_refuse_is_said_while_it_is_typed(desk, root, place, text, sentence):
    Segment.objects.create(name="Good")
    said = read(desk(root), place, text)

    assert sentence in said
    assert ("data-trouble" in said) == bool(sentence)


def test_what_may_follow_is_offered_as_nobody_in_particular(desk, root):
    offered = desk(root).get("/desk/settings/conditions/rules/offers/", {"text": "chan"}).content.decode()
    assert 'data-text="channel:"' in offered
    offered = (
        desk(root).get("/desk/settings/conditions/rules/offers/", {"text": "assignee:"}).content.decode()
    )
    assert 'data-text="assignee:me "' not in offered


def test_who_may_not_write_them_there_learns_no_number(desk, ada, bo):
    assert desk(bo).get(READ % "segments").status_code == 403
    assert desk(ada).get(READ % "segments").status_code == 200  # who makes segments
    assert desk(bo).get(READ % "goals").status_code == 403
    assert desk(ada).get(READ % "goals").status_code == 200  # who sets goals
    assert desk(ada).get(READ % "rules").status_code == 403
    assert desk(ada).get(READ % "nothing").status_code == 404


def test_what_takes_long_to_count_is_not_counted(desk, root, late_parcel, monkeypatch):
    def slow(lists, most):
        connection.cursor().execute("select pg_sleep(9)")

    monkeypatch.setattr(conditions, "MOST_MS", 20)
    monkeypatch.setattr(conditions, "counts_of", slow)

    assert "Too many to count in a moment." in read(desk(root), "rules", "channel:email")
    monkeypatch.undo()
    monkeypatch.setattr(conditions, "MOST_COUNTED", 0)
    assert "More than 0." in read(desk(root), "rules", "channel:email")


def test_the_forms_ask_for_their_own_place(desk, root):
    for page, place in (
        ("triggers", "rules"),
        ("schedules", "rules"),
        ("goals", "goals"),
        ("segments", "segments"),
    ):
        shown = desk(root).get(f"/desk/settings/{page}/new/").content.decode()
        assert f'data-conditions="{READ % place}"' in shown
        assert f'data-offers="{READ % place}offers/"' in shown
