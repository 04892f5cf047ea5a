import pytest

from shopbell.core.errors import Refused
from shopbell.shop.models import Progress, StepMark
from shopbell.shop.procedures.progress import (
    end_procedure,
    mark_step,
    reopen_step,
    start_procedure,
)
from shopbell.tickets.export import exported_tickets_of
from shopbell.tickets.merge import merge_tickets, unmerge_ticket
from shopbell.tickets.ticket import create_ticket
from shopbell.tickets.undo import undo_event


@pytest.fixture
def under_way(late_parcel, lost_parcel, bo):
    return start_procedure(late_parcel, lost_parcel, by=bo)[0]


def verbs(ticket) -> list[str]:
    return list(ticket.events.order_by("pk").values_list("verb", flat=True))[-3:]


@pytest.mark.requirement("R79")
def test_steps_are_done_one_after_the_other_until_it_is_finished(under_way, late_parcel, bo):
    mark_step(under_way, 0, by=bo, values={"carrier's answer": "Lost", "nobody asked": "x"})
    mark_step(under_way, 1, "skipped", by=bo, note="He wants a new one.")
    mark_step(under_way, 2, by=bo)

    under_way.refresh_from_db()
    assert under_way.ended_at and under_way.values == {"carrier's answer": "Lost"}
    assert verbs(late_parcel) == ["step_skipped", "step_done", "procedure_finished"]


def test_starting_it_again_goes_on_where_it_was(under_way, late_parcel, lost_parcel, ada):
    again, event = start_procedure(late_parcel, lost_parcel, by=ada)

    assert again == under_way and event is None and Progress.objects.count() == 1


def test_the_same_mark_again_leaves_no_trace(under_way, bo, ada):
    mark_step(under_way, 0, by=bo)

    assert mark_step(under_way, 0, by=ada) is None
    assert StepMark.objects.get().agent == bo


def test_the_second_of_two_with_other_words_hears_of_the_first(under_way, bo, ada):
    mark_step(under_way, 0, by=bo, note="They search.")

    with pytest.raises(Refused, match="Bo Lind marked this step"):
        mark_step(under_way, 0, by=ada, note="It is lost.")
    assert StepMark.objects.get().note == "They search."


def test_an_undo_opens_the_step_and_the_procedure(under_way, bo):
    for place in range(2):
        mark_step(under_way, place, by=bo)
    last = mark_step(under_way, 2, by=bo)

    undo_event(last, by=bo)

    under_way.refresh_from_db()
    assert under_way.ended_at is None and under_way.marks.count() == 2


def test_a_start_by_mistake_is_undone(late_parcel, lost_parcel, bo):
    _progress, event = start_procedure(late_parcel, lost_parcel, by=bo)

    undo_event(event, by=bo)

    assert not Progress.objects.exists()


def test_a_start_that_something_was_done_of_is_not_undone(late_parcel, lost_parcel, bo):
    progress, event = start_procedure(late_parcel, lost_parcel, by=bo)
    mark_step(progress, 0, by=bo)

    with pytest.raises(Refused, match="changed again"):
        undo_event(event, by=bo)


def test_what_the_settings_change_does_not_change_under_the_hands(under_way, lost_parcel):
    lost_parcel.steps = lost_parcel.steps[:1]
    lost_parcel.save()

    under_way.refresh_from_db()
    assert len(under_way.written) == 3


def test_it_goes_on_without_the_procedure(under_way, lost_parcel, bo):
    lost_parcel.delete()
    under_way.refresh_from_db()

    mark_step(under_way, 0, by=bo)

    assert under_way.name == "Parcel lost" and under_way.marks.exists()


def test_ended_it_takes_no_more_marks(under_way, bo):
    end_procedure(under_way, by=bo)

    with pytest.raises(Refused, match="has ended"):
        mark_step(under_way, 0, by=bo)


def test_a_step_of_one_that_was_begun_again_stays(under_way, late_parcel, lost_parcel, bo):
    mark_step(under_way, 0, by=bo)
    end_procedure(under_way, by=bo)
    start_procedure(late_parcel, lost_parcel, by=bo)

    with pytest.raises(Refused, match="begun again"):
        reopen_step(under_way, 0, by=bo)
    assert under_way.marks.exists()


def test_the_export_says_what_was_found_out(under_way, late_parcel, mina, ada):
    mark_step(under_way, 0, by=ada, values={"carrier's answer": "Lost"}, note="By phone")

    told = exported_tickets_of(mina, ada)[0]["procedures"][0]

    assert told["name"] == "Parcel lost" and told["ended_at"] is None
    assert (
        told["steps"][0]["found_out"] == {"carrier's answer": "Lost"}
        and told["steps"][0]["note"] == "By phone"
    )


def test_there_is_no_step_behind_the_last(under_way, bo):
    with pytest.raises(Refused, match="no such step"):
        mark_step(under_way, 3, by=bo)


def test_a_merge_takes_it_along_and_the_undo_back(under_way, late_parcel, mina, returns, bo):
    other = create_ticket(customer=mina, channel="email", subject="Again", team=returns, by=mina)

    merge_tickets(other, late_parcel, by=bo)
    assert other.progresses.get() == under_way

    unmerge_ticket(late_parcel, by=bo)
    assert late_parcel.progresses.get() == under_way
