"""Taking back: what stood before comes back exactly, and nothing that happened since is overwritten."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.core.errors import Forbidden, Refused
from shopbell.tickets.assignment import assign_ticket, move_to_team
from shopbell.tickets.event import Event
from shopbell.tickets.message import receive_message, write_reply
from shopbell.tickets.models import ContactReason, Tag
from shopbell.tickets.reason import classify_ticket
from shopbell.tickets.status import reopen_ticket, set_status, solve_ticket
from shopbell.tickets.tag import tag_ticket, untag_ticket
from shopbell.tickets.ticket import prioritize_ticket
from shopbell.tickets.undo import undo_event

FIELDS = ["status", "priority", "assignee_id", "team_id", "reason_id", "waiting_since", "solved_at"]


def standing(ticket):
    ticket.refresh_from_db()
    return {name: getattr(ticket, name) for name in FIELDS} | {
        "tags": set(ticket.tags.values_list("pk", flat=True))
    }


CHANGES = {
    "solve": lambda ticket, bo, other: solve_ticket(ticket, by=bo),
    "pend": lambda ticket, bo, other: set_status(ticket, "pending", by=bo),
    "assign": lambda ticket, bo, other: assign_ticket(ticket, bo, by=bo),
    "move": lambda ticket, bo, other: move_to_team(ticket, other, by=bo),
    "no team": lambda ticket, bo, other: move_to_team(ticket, None, by=bo),
    "priority": lambda ticket, bo, other: prioritize_ticket(ticket, 4, by=bo),
    "reason": lambda ticket, bo, other: classify_ticket(ticket, ContactReason.objects.first(), by=bo),
    "tag": lambda ticket, bo, other: tag_ticket(ticket, Tag.objects.get_or_create(name="vip")[0], by=bo),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_an_agent_changed_comes_back_exactly_and_once(name, late_parcel, bo, advice):
    before = standing(late_parcel)
    event = CHANGES[name](late_parcel, bo, advice)
    assert standing(late_parcel) != before

    undo_event(event, by=bo)
    undo_event(event, by=bo)

    assert standing(late_parcel) == before
    undone = late_parcel.events.latest("pk")
    assert undone.data["undoes"] == event.pk
    assert late_parcel.events.filter(pk__gt=event.pk).count() == 1


def test_a_new_ticket_that_was_solved_is_new_again_and_its_customer_waits_since_then(late_parcel, bo):
    since = late_parcel.waiting_since

    undo_event(solve_ticket(late_parcel, by=bo), by=bo)

    late_parcel.refresh_from_db()
    assert (late_parcel.status, late_parcel.waiting_since, late_parcel.solved_at) == ("new", since, None)


def test_a_reopened_ticket_was_solved_when_it_was(late_parcel, bo):
    solve_ticket(late_parcel, by=bo)
    late_parcel.refresh_from_db()
    solved_at = late_parcel.solved_at

    undo_event(reopen_ticket(late_parcel, by=bo), by=bo)

    late_parcel.refresh_from_db()
    assert (late_parcel.status, late_parcel.solved_at) == ("solved", solved_at)


def test_an_untagged_ticket_gets_its_tag_back_and_other_tags_do_not_stand_in_the_way(late_parcel, bo):
    vip, fragile = Tag.objects.create(name="vip"), Tag.objects.create(name="fragile")
    tag_ticket(late_parcel, vip, by=bo)
    event = untag_ticket(late_parcel, vip, by=bo)
    tag_ticket(late_parcel, fragile, by=bo)

    undo_event(event, by=bo)

    assert set(late_parcel.tags.all()) == {vip, fragile}


def test_what_was_changed_again_since_is_left(late_parcel, bo, ada):
    event = prioritize_ticket(late_parcel, 4, by=bo)
    prioritize_ticket(late_parcel, 1, by=ada)
    prioritize_ticket(late_parcel, 4, by=ada)

    with pytest.raises(Refused, match="changed again since"):
        undo_event(event, by=bo)
    late_parcel.refresh_from_db()
    assert late_parcel.priority == 4


def test_a_status_is_left_once_the_customer_wrote_or_was_answered(late_parcel, wrong_size, bo, mina):
    solved = solve_ticket(late_parcel, by=bo)
    receive_message(late_parcel, "Still nothing!", customer=mina, channel="email")
    held = set_status(wrong_size, "on_hold", by=bo)
    write_reply(wrong_size, "We look.", by=bo, channel="chat")

    for event in (solved, held):
        with pytest.raises(Refused, match="changed again since"):
            undo_event(event, by=bo)


def test_a_tag_that_is_gone_and_an_agent_who_left_cannot_come_back(late_parcel, bo, ada):
    vip = Tag.objects.create(name="vip")
    tag_ticket(late_parcel, vip, by=bo)
    untagged = untag_ticket(late_parcel, vip, by=bo)
    vip.delete()
    assign_ticket(late_parcel, ada, by=bo)
    taken = assign_ticket(late_parcel, bo, by=bo)
    ada.is_active = False
    ada.save()

    with pytest.raises(Refused, match="changed again since"):
        undo_event(untagged, by=bo)
    with pytest.raises(Refused, match="can no longer sign in"):
        undo_event(taken, by=bo)


def test_after_ten_minutes_it_is_too_late(late_parcel, bo):
    event = prioritize_ticket(late_parcel, 4, by=bo)
    Event.objects.filter(pk=event.pk).update(created_at=timezone.now() - timedelta(minutes=11))

    with pytest.raises(Refused, match="too late"):
        undo_event(Event.objects.get(pk=event.pk), by=bo)


def test_taking_back_needs_the_right_to_change(late_parcel, bo):
    event = prioritize_ticket(late_parcel, 4, by=bo)
    bo.role.permissions = []
    vars(bo).pop("permissions", None)

    with pytest.raises(Forbidden):
        undo_event(event, by=bo)


def test_a_message_cannot_be_undone_this_way(late_parcel, bo):
    with pytest.raises(Refused, match="cannot be undone"):
        undo_event(late_parcel.events.get(verb="received"), by=bo)
