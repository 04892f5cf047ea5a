"""A macro that acts on the order: what its words say was done is done, or nothing is sent."""

import pytest
from django.db import transaction

from shopbell.accounts.models import Role
from shopbell.channels.reply import send_reply
from shopbell.core.errors import Forbidden, Refused
from shopbell.shop.actions import backend
from shopbell.shop.actions.perform import perform_action
from shopbell.shop.macro_step import read_deed
from shopbell.shop.models import ActionRun, GoodwillBudget, Order, Variant
from shopbell.shop.ticket_order import link_order
from shopbell.tickets.macro_action import preview
from shopbell.tickets.macro_form import MacroForm
from shopbell.tickets.models import Macro
from shopbell.tickets.note import write_note
from shopbell.tickets.taking_back import take_back_reply
from tests.shop.actions.conftest import card, sell
from tests.two_connections import Other

__all__ = ["card", "sell"]


@pytest.fixture
def order(sell, mina, card, late_parcel, bo):
    """Mina's delivered order, which the late parcel is about."""
    order = sell(mina, card, status="delivered")
    link_order(late_parcel, order, by=bo)
    return order


@pytest.fixture
def macro(db):
    """`macro("refund_order amount_cents=5.00")`: one that does this, or these, when its words are sent."""

    def write(*deeds):
        steps = [{"do": "order", "to": deed} for deed in deeds]
        return Macro.objects.create(name="Sorry", text="We have done it.", actions=steps)

    return write


@pytest.fixture
def send(late_parcel, bo):
    def say(macro, by=bo):
        return send_reply(late_parcel, "We paid 5.00 back.", by=by, channel="email", macro_ids=[macro.pk])

    return say


def refunded(order):
    return list(order.payments.standing().filter(kind="refund").values_list("amount_cents", flat=True))


@pytest.mark.requirement("R79", "R88")
def test_what_the_words_say_is_done_with_the_send(send, macro, order, bo, late_parcel):
    send(macro('refund_order amount_cents=5.00 reason="Late parcel"'))

    run = ActionRun.objects.get()
    assert refunded(order) == [500] and run.parameters["reason"] == "Late parcel"
    assert (run.agent, run.ticket, run.status, run.told) == (bo, late_parcel, "done", "We paid 5.00 back.")


def test_it_is_shown_before(macro, bo):
    assert preview(macro("refund_order amount_cents=5.00 reason=Late").actions, bo) == ["Refund (5.00, Late)"]


def test_what_the_policy_forbids_is_not_said(send, macro, order, late_parcel):
    with pytest.raises(Refused, match="only be cancelled before we begin to pack it"):
        send(macro('cancel_order reason="no longer needed"'))

    order.refresh_from_db()
    assert order.status == "delivered" and not ActionRun.objects.exists()
    assert not late_parcel.messages.filter(agent__isnull=False).exists()


def test_what_would_wait_for_approval_is_not_said(send, macro, order, late_parcel):
    with pytest.raises(Refused, match="needs somebody's approval"):
        send(macro("give_credit amount_cents=80.00 reason=Sorry"))

    assert not ActionRun.objects.exists() and not late_parcel.messages.filter(agent__isnull=False).exists()


class Elsewhere:
    """A shop system that can do everything, later."""

    def takes(self, action):
        return True

    def instead(self, action):
        return ""

    def objection(self, action, plan):
        return ""

    def takes_back(self, action):
        return False

    def begin(self, run):
        pass


def test_what_a_shop_system_is_only_asked_for_is_not_said(send, macro, order, late_parcel, monkeypatch):
    monkeypatch.setitem(backend.BACKENDS, "shopify", Elsewhere())
    Order.objects.update(source="shopify")

    with pytest.raises(Refused, match="answer once it is done"):
        send(macro("refund_order amount_cents=5.00"))

    assert not ActionRun.objects.exists() and not late_parcel.messages.filter(agent__isnull=False).exists()


def test_what_cannot_be_done_any_more_is_shown_and_not_said(send, macro, order, bo, late_parcel):
    step = macro("return_to_sender days=3")
    assert preview(step.actions, bo)[0].startswith("Cannot be done:")

    with pytest.raises(Refused, match="no action “return_to_sender”"):
        send(step)

    assert not late_parcel.messages.filter(agent__isnull=False).exists()


def test_with_a_note_the_customer_was_told_nothing(send, macro, order, late_parcel, bo):
    send(macro())

    write_note(late_parcel, "Paid.", by=bo, macro_ids=[macro("refund_order amount_cents=5.00").pk])

    assert refunded(order) == [500] and ActionRun.objects.get().told == ""


@pytest.mark.django_db(transaction=True)
def test_the_second_step_of_a_send_waits_for_nobody_who_waits_for_the_first(send, macro, order, vase):
    budget = GoodwillBudget.objects.create(currency="EUR", amount=100)
    both = macro("give_credit amount_cents=5.00 reason=Sorry", "reship reason=broken")

    with transaction.atomic():  # as an exception to an order of the same vase
        Variant.objects.select_for_update(no_key=True).get(pk=vase.pk)
        sending = Other(send, both)
        sending.wait_until_held_up()
        GoodwillBudget.objects.select_for_update(no_key=True, nowait=True).get(pk=budget.pk)

    assert sending.outcome().text and ActionRun.objects.done().count() == 2


def test_it_must_be_clear_which_order_is_meant(send, macro, order, sell, mina, card, late_parcel, bo):
    link_order(late_parcel, sell(mina, card), by=bo)

    with pytest.raises(Refused, match="link the one"):
        send(macro("refund_order amount_cents=5.00"))

    assert not ActionRun.objects.exists()


def test_taking_the_reply_back_takes_it_back(send, macro, order, bo):
    step = macro("refund_order amount_cents=5.00")

    take_back_reply(send(step), by=bo)
    assert refunded(order) == []

    send(step)
    assert refunded(order) == [500]


def test_a_reply_stays_whose_action_cannot_be_taken_back(send, macro, order, bo):
    message = send(macro("resend_document document=confirmation"))

    with pytest.raises(Refused, match="cannot be undone"):
        take_back_reply(message, by=bo)

    message.refresh_from_db()
    assert message.unsent_at is None


def test_a_reply_stays_whose_action_something_was_built_on(send, macro, order, bo, late_parcel):
    message = send(macro("refund_order amount_cents=5.00"))
    more = {"by": bo, "order": order, "ticket": late_parcel, "parameters": {"amount_cents": 300}}
    perform_action("refund_order", key="more", **more)

    with pytest.raises(Refused, match="Take that back first"):
        take_back_reply(message, by=bo)

    message.refresh_from_db()
    assert message.unsent_at is None and sorted(refunded(order)) == [300, 500]


def test_just_what_went_with_the_reply_is_taken_back(send, macro, order, bo, late_parcel):
    message = send(macro("give_credit amount_cents=5.00 reason=Sorry"))
    credit = {"amount_cents": 300, "currency": "EUR"}
    mine = perform_action("give_credit", by=bo, key="mine", ticket=late_parcel, parameters=credit)

    take_back_reply(message, by=bo)

    assert list(ActionRun.objects.done()) == [mine]


@pytest.mark.parametrize("more", [["ticket:note", "ticket:update"], []])
def test_who_may_not_act_does_not_send_such_words(send, macro, order, bo, more):
    allowed = ["ticket:read_all", "ticket:reply", "order:read", *more]
    bo.role = Role.objects.create(name="Words only", permissions=allowed)
    bo.save()

    with pytest.raises(Forbidden):
        send(macro("refund_order amount_cents=5.00"))

    assert refunded(order) == []


def test_it_is_written_on_the_settings_page(db):
    form = MacroForm(
        {"name": "Sorry", "text": "Sorry.", "position": 0, "order": "give_credit amount_cents=5.00"}
    )
    assert form.is_valid(), form.errors

    macro = form.save()

    assert macro.actions == [{"do": "order", "to": "give_credit amount_cents=5.00"}]
    assert MacroForm(instance=macro).initial["order"] == "give_credit amount_cents=5.00"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("explode", "no action “explode”"),
        ("refund_order colour=blue", "cannot begin with “colour”"),
        ("return_items reason=late", "needs lines"),
        ("give_credit reason=late", "needs amount_cents"),
        ("refund_order 5", "name=value"),
        (" ", "Write an action"),
    ],
)
def test_what_cannot_be_done_is_refused_where_it_is_written(text, why, db):
    with pytest.raises(Refused, match=why):
        read_deed(text)
    if text.strip():
        form = MacroForm({"name": "Sorry", "text": "Sorry.", "position": 0, "order": text})
        assert why in str(form.errors["order"])
