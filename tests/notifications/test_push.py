"""Web Push, against a service that believes nothing and browsers that decrypt."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.accounts.models import Agent
from shopbell.notifications.choices import Choices
from shopbell.notifications.decision import Why
from shopbell.notifications.models import Device, Notification
from shopbell.notifications.notification import read_ticket
from shopbell.notifications.push.device import add_device
from shopbell.notifications.push.sending import send
from shopbell.notifications.push.vapid import own_key
from shopbell.tickets.assignment import assign_ticket, move_to_team
from shopbell.tickets.checklist import add_task
from shopbell.tickets.event import Verb, record
from shopbell.tickets.message import write_reply
from shopbell.tickets.shift import hand_over
from shopbell.tickets.transfer import Words

from .reacting import react, waiting, work

pytestmark = pytest.mark.django_db


def row(agent) -> Notification:
    return Notification.objects.filter(agent=agent).latest("pk")


def test_the_browser_shows_what_happened_and_neither_customer_nor_subject(given, bo, late_parcel):
    browser, device = given

    work()

    assert browser.shown == [
        {
            "title": "Ada Moreau assigned it to you",
            "body": f"Ticket #{late_parcel.pk}",
            "address": f"/desk/tickets/{late_parcel.pk}/",
            "tag": f"ticket-{late_parcel.pk}",
            "lang": "en",
            "dir": "ltr",
        }
    ]
    device.refresh_from_db()
    assert device.used_at and waiting() == []


def test_the_subject_is_shown_only_to_who_wants_it(late_parcel, ada, bo, subscribe):
    browser, _ = subscribe(bo)
    Choices.objects.create(agent=bo, shows_subject=True)
    assign_ticket(late_parcel, bo, by=ada)
    react()

    work()

    assert browser.shown[0]["body"] == f"Ticket #{late_parcel.pk} · Where is my parcel?"


def test_neither_addresses_nor_tasks_stand_on_a_locked_screen(late_parcel, ada, bo, subscribe):
    browser, _ = subscribe(bo)
    message, _ = write_reply(late_parcel, "Sorry!", by=bo, channel="email")
    add_task(late_parcel, "Call Mina " + "😀" * 190, assignee=bo, by=ada)
    record(late_parcel, Verb.FAILED, message=message, recipient="mina@shopper.example", error="550")
    record(late_parcel, Verb.UNSCHEDULED, whose_id=bo.pk, because="Mina Okafor is blocked.")
    react()

    work()

    titles = [each["title"] for each in browser.shown]
    assert titles == [
        "Ada Moreau gave you a task", "A reply did not arrive", "Your scheduled reply was not sent"
    ]  # fmt: skip


def test_what_was_read_or_taken_out_of_sight_meanwhile_is_not_pushed(given, bo, ada, cy, advice, late_parcel):
    browser, _ = given
    job = waiting()[0].args

    assign_ticket(late_parcel, cy, by=ada)
    move_to_team(late_parcel, advice, by=ada)
    send(**job)
    move_to_team(late_parcel, bo.teams.get(), by=ada)
    read_ticket(late_parcel, bo)
    send(**job)

    assert browser.shown == []


def test_what_became_old_while_the_desk_was_down_is_not_pushed(given, bo):
    browser, _ = given
    Notification.objects.update(created_at=timezone.now() - timedelta(hours=13))

    work()

    assert browser.shown == [] and waiting() == []


def test_who_left_meanwhile_is_pushed_nothing_also_not_of_many(late_parcel, wrong_size, ada, bo, subscribe):
    browser, _ = subscribe(ada)
    assign_ticket(late_parcel, bo, by=bo)
    hand_over(bo, {late_parcel.pk: Words("A"), wrong_size.pk: Words("B")}, by=bo, to=ada)
    react()
    assert waiting() and row(ada).ticket is None
    Agent.objects.filter(pk=ada.pk).update(is_active=False)

    work()

    assert browser.shown == []


@pytest.mark.parametrize("status", [404, 410])
def test_a_device_that_is_gone_is_forgotten_and_the_ledger_says_so(given, push_service, bo, status):
    push_service.troubles = [(status, {})]

    work()

    assert not Device.objects.exists() and row(bo).push == Why.GONE and waiting() == []


def test_a_service_that_asks_to_wait_is_tried_again_when_it_said(given, push_service, bo):
    browser, device = given
    push_service.troubles = [(429, {"Retry-After": "900"}), (503, {})]

    work()
    (job,) = waiting()
    assert job.scheduled_at >= timezone.now() + timedelta(seconds=890)
    device.refresh_from_db()
    assert device.error == "HTTP 429"

    work()
    work()
    assert len(browser.shown) == 1 and waiting() == []
    device.refresh_from_db()
    assert device.error == "" and row(bo).push == Why.SENT


def test_a_service_that_never_takes_it_is_given_up_and_the_ledger_says_so(given, push_service, bo):
    push_service.troubles = [(500, {"Retry-After": "Wed, 21 Oct 2099 07:28:00 GMT"})] * 20

    for _ in range(10):
        work()

    assert row(bo).push == Why.FAILED and len(push_service.requests) == 6
    assert Device.objects.exists()


def test_a_refusal_is_not_tried_again(given, push_service, bo):
    push_service.troubles = [(400, {})]

    work()

    assert row(bo).push == Why.FAILED and waiting() == [] and Device.objects.get().error == "HTTP 400"


def test_one_device_that_takes_it_is_enough_for_the_ledger(late_parcel, ada, bo, subscribe, push_service):
    (good, _), (bad, _) = subscribe(bo), subscribe(bo)
    push_service.unsubscribe(bad)
    assign_ticket(late_parcel, bo, by=ada)
    react()

    work()

    assert len(good.shown) == 1 and row(bo).push == Why.SENT and Device.objects.count() == 1


def test_an_address_inside_the_network_is_never_asked_and_forgotten(
    bo, ada, late_parcel, push_service, subscribe
):
    browser, _ = subscribe(bo)
    Device.objects.all().delete()
    add_device(bo, endpoint="https://127.0.0.1/x", **browser.keys)
    assign_ticket(late_parcel, bo, by=ada)
    react()

    work()

    assert push_service.requests == [] and not Device.objects.exists()


def test_another_desks_key_is_refused_by_the_service(late_parcel, ada, bo, push_service):
    own_key()
    stranger = push_service.subscribe("another desk's key")
    add_device(bo, endpoint=stranger.endpoint, **stranger.keys)
    assign_ticket(late_parcel, bo, by=ada)
    react()

    work()

    assert stranger.shown == [] and Device.objects.get().error == "HTTP 403"
