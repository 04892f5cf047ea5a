"""Who did or asked for something is told what became of it: once, by mail, and without what colleagues wrote."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from shopbell.core.moment import exact
from shopbell.customers.models import Identity
from shopbell.portal import decision_mail
from shopbell.portal.models import DecisionMail
from shopbell.shop.actions import gate
from shopbell.shop.actions.hold import Hold
from shopbell.shop.actions.run import UNDOING, ActionRun, RunStatus
from shopbell.shop.actions.settle import settle_undo
from shopbell.shop.actions.undo import undo_run
from shopbell.shop.authority.approval import decline_approval, expire_approvals, grant_approval
from shopbell.shop.models import Approval
from tests.channels.email.conftest import work

from .actions import CANCELLED, agree

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R47")]


@pytest.fixture
def asked(minas, order, monkeypatch):  # noqa: F811
    """Mina asked to cancel her order, and it waits for somebody."""
    monkeypatch.setattr(gate, "GATES", [lambda scene, preview: Hold("authority", "A lead looks at it.")])
    agree(minas, order, **CANCELLED)
    return Approval.objects.get()


def hear_again(run) -> None:
    """Have every event of the ticket heard, as each is once its transaction ends; a test has but one."""
    for event in run.ticket.events.all():
        if event.verb in decision_mail.VERBS:
            decision_mail.react(event)
    work()


def test_what_was_granted_is_told_with_the_way_to_its_page(asked, order, root, mina):  # noqa: F811
    grant_approval(asked, by=root, words="She is right.")
    work()

    (told,) = mail.outbox
    assert told.to == [mina.address] and str(order) in told.subject
    assert (
        f"Your order {order} is cancelled." in told.body
        and f"/portal/orders/{order.pk}/done/{asked.run_id}/" in told.body
    )
    assert "She is right." not in told.body


def test_what_was_declined_is_told_and_why_it_was_stays_among_colleagues(asked, root):
    decline_approval(asked, by=root, words="Third time this month!")
    work()

    (told,) = mail.outbox
    assert "it is not possible" in told.body and "Third time" not in told.subject + told.body


def test_what_nobody_answered_in_time_is_told_as_well(asked):
    expire_approvals(asked.expires_at)
    work()

    assert len(mail.outbox) == 1


def test_it_is_told_once_however_often_the_news_comes(asked, root):
    grant_approval(asked, by=root)
    work()
    for event in asked.run.ticket.events.all():
        decision_mail.react(event)
    work()

    assert len(mail.outbox) == 1 and DecisionMail.objects.count() == 1


def test_what_waits_is_told_by_the_page_alone(asked):
    work()

    assert mail.outbox == []


def test_what_was_done_at_once_is_told_as_well(minas, mina, order):  # noqa: F811
    done = agree(minas, order, **CANCELLED).headers["Location"]
    work()

    (told,) = mail.outbox
    assert (
        told.to == [mina.address] and f"Your order {order} is cancelled." in told.body and done in told.body
    )


def test_what_is_taken_back_is_told_once(minas, order):  # noqa: F811
    done = agree(minas, order, **CANCELLED).headers["Location"]
    work()
    minas.post(done)
    minas.post(done)
    for _twice in range(2):
        hear_again(ActionRun.objects.get())

    _told, back = mail.outbox
    assert "It was undone." in back.body


def test_what_needs_no_mail_brings_none(minas, sell, mina, card):
    agree(minas, sell(mina, card, status="shipped"), "confirm_arrival")
    work()

    assert mail.outbox == []


def test_an_address_that_nobody_proved_gets_nothing(asked, root, mina):
    Identity.objects.filter(customer=mina).update(verified_at=None)
    grant_approval(asked, by=root)
    work()

    assert mail.outbox == []


def test_what_a_shop_system_takes_back_later_is_told_once(minas, order):  # noqa: F811
    agree(minas, order, **CANCELLED)
    work()
    run = ActionRun.objects.get()
    run.status, run.before[UNDOING] = RunStatus.PERFORMING, True
    run.save()

    settle_undo(run.pk)
    for _twice in range(2):
        hear_again(run)

    _told, back = mail.outbox
    assert "It was undone." in back.body


def test_what_an_agent_takes_back_is_told_as_well(minas, order, root):  # noqa: F811
    agree(minas, order, **CANCELLED)
    work()
    hear_again(undo_run(ActionRun.objects.get(), by=root))

    _told, back = mail.outbox
    assert "It was undone." in back.body


def test_who_had_not_heard_yet_that_it_was_done_is_told_both_by_one_mail(minas, order, root):  # noqa: F811
    agree(minas, order, **CANCELLED)
    run = undo_run(ActionRun.objects.get(), by=root)
    work()
    for _twice in range(2):
        hear_again(run)

    (told,) = mail.outbox
    assert "It was done, and undone before we could write to you." in told.body
    assert "is cancelled" not in told.body and DecisionMail.objects.get().taken_back_at


def test_the_mail_says_the_sum_and_until_when_it_can_be_taken_back_by_their_own_clock(minas, mina, order):
    mina.time_zone = "Asia/Tokyo"
    mina.save()

    page = minas.get(agree(minas, order, **CANCELLED).headers["Location"]).content.decode()
    work()

    run = ActionRun.objects.get()
    with timezone.override("Asia/Tokyo"):
        until = exact(run.settled_at + timedelta(minutes=10))
    (told,) = mail.outbox
    assert "€148.00" in told.body and f"undo this until {until}." in told.body
    assert until.endswith("JST") and until in page
