import pytest

from shopbell.core.errors import Refused
from shopbell.tickets.event import Verb
from shopbell.tickets.merge import merge_tickets, unmerge_ticket
from shopbell.tickets.message import receive_message
from shopbell.tickets.models import ChosenStage, ContactReason, Ticket
from shopbell.tickets.reason import Stage, classify_ticket
from shopbell.tickets.split import split_ticket
from shopbell.tickets.stage import at_stage, choose_stage, stage_of
from shopbell.tickets.undo import undo_event


@pytest.mark.requirement("R95")
def test_the_reason_tells_the_stage(late_parcel, bo):
    classify_ticket(late_parcel, ContactReason.objects.get(name="Return"), by=bo)

    told = stage_of(late_parcel)

    assert (told.stage, told.said_by) == (Stage.AFTER, "reason")


@pytest.mark.requirement("R95")
def test_an_agent_corrects_the_stage_and_can_undo_it(late_parcel, bo):
    event = choose_stage(late_parcel, "during", by=bo)
    assert stage_of(late_parcel).stage == Stage.DURING and stage_of(late_parcel).said_by == "agent"

    undo_event(event, by=bo)

    assert not ChosenStage.objects.exists()


def test_the_word_of_an_agent_stands_above_the_reason(late_parcel, bo):
    choose_stage(late_parcel, "during", by=bo)
    classify_ticket(late_parcel, ContactReason.objects.get(name="Return"), by=bo)

    assert stage_of(late_parcel).stage == Stage.DURING


def test_the_same_stage_again_leaves_no_trace(late_parcel, bo):
    choose_stage(late_parcel, "during", by=bo)

    assert choose_stage(late_parcel, "during", by=bo) is None
    assert late_parcel.events.filter(verb=Verb.STAGE_CHOSEN).count() == 1


def test_a_later_correction_is_not_overwritten_by_an_undo(late_parcel, bo, ada):
    event = choose_stage(late_parcel, "during", by=bo)
    choose_stage(late_parcel, "before", by=ada)

    with pytest.raises(Refused, match="changed again"):
        undo_event(event, by=bo)


def test_the_filter_finds_by_the_same_rule(late_parcel, wrong_size, bo):
    classify_ticket(late_parcel, ContactReason.objects.get(name="Return"), by=bo)
    choose_stage(wrong_size, "during", by=bo)

    found = {stage: set(Ticket.objects.filter(at_stage([stage]))) for stage in Stage}

    assert found == {Stage.BEFORE: set(), Stage.DURING: {wrong_size}, Stage.AFTER: {late_parcel}}


def test_a_merge_moves_it_and_the_undo_brings_it_back(late_parcel, mina, returns, bo):
    from shopbell.tickets.ticket import create_ticket

    other = create_ticket(customer=mina, channel="email", subject="Again", team=returns, by=mina)
    choose_stage(other, "during", by=bo)

    merge_tickets(late_parcel, other, by=bo)
    assert stage_of(late_parcel).stage == Stage.DURING

    unmerge_ticket(other, by=bo)
    assert not ChosenStage.objects.filter(ticket=late_parcel).exists()
    assert ChosenStage.objects.get().ticket == other


def test_what_is_split_off_keeps_it(late_parcel, mina, bo):
    choose_stage(late_parcel, "during", by=bo)
    message = receive_message(late_parcel, "And a lamp?", customer=mina, channel="email")[0]

    new = split_ticket(message, by=bo)

    assert stage_of(new).stage == Stage.DURING
