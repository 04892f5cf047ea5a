import pytest

from shopbell.shop.actions.perform import perform_action
from shopbell.shop.actions.undo import undo_run
from shopbell.shop.models import StepMark
from shopbell.shop.procedures.progress import end_procedure, start_procedure
from shopbell.shop.procedures.react import react
from shopbell.shop.ticket_order import link_order


@pytest.fixture
def refunded(late_parcel, lost_parcel, parcel, ada):
    """The refund of Mina's order, done in a ticket in which the procedure is followed."""
    link_order(late_parcel, parcel, by=ada)
    start_procedure(late_parcel, lost_parcel, by=ada)
    return perform_action(
        "refund_order", by=ada, key="k", order=parcel, ticket=late_parcel,
        parameters={"amount_cents": 500, "reason": "Lost parcel"}, confirmed=True,
    )  # fmt: skip


def newest(ticket):
    return ticket.events.order_by("pk").last()


@pytest.mark.requirement("R79")
def test_an_action_that_was_done_marks_its_step_once(refunded, late_parcel, ada):
    done = newest(late_parcel)
    react(done)
    react(done)

    mark = StepMark.objects.get()
    assert (mark.place, mark.run, mark.agent) == (1, refunded, ada)


def test_taken_back_the_step_is_open_again(refunded, late_parcel, ada):
    react(newest(late_parcel))
    undo_run(refunded, by=ada)

    react(newest(late_parcel))

    assert not StepMark.objects.exists()


def test_taken_back_after_the_procedure_was_begun_again_the_old_one_stays_as_it_was(
    refunded, late_parcel, lost_parcel, ada
):
    react(newest(late_parcel))
    end_procedure(StepMark.objects.get().progress, by=ada)
    start_procedure(late_parcel, lost_parcel, by=ada)
    undo_run(refunded, by=ada)

    react(late_parcel.events.filter(verb="action_undone").get())

    assert StepMark.objects.get().run == refunded


def test_what_the_customer_agreed_to_is_done_by_them(late_parcel, lost_parcel, parcel, mina, ada):
    link_order(late_parcel, parcel, by=ada)
    start_procedure(late_parcel, lost_parcel, by=ada)
    perform_action(
        "refund_order", by=mina, key="k", order=parcel, ticket=late_parcel, parameters={"amount_cents": 500}
    )

    react(newest(late_parcel))

    assert StepMark.objects.get().agent is None and newest(late_parcel).customer == mina


def test_another_action_marks_nothing(late_parcel, lost_parcel, parcel, ada):
    start_procedure(late_parcel, lost_parcel, by=ada)
    perform_action(
        "give_credit", by=ada, key="k", customer=late_parcel.customer, ticket=late_parcel,
        parameters={"amount_cents": 500, "currency": "EUR", "reason": "Delay"},
    )  # fmt: skip

    react(newest(late_parcel))

    assert not StepMark.objects.exists()
