"""Web Push, against a service that believes nothing and browsers that decrypt."""

from datetime import timedelta

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from shopbell.accounts.models import Agent
from shopbell.core.sealed import Unreadable
from shopbell.notifications.choices import Choices
from shopbell.notifications.decision import Why
from shopbell.notifications.models import Device, Notification, VapidKey
from shopbell.notifications.notification import read_ticket
from shopbell.notifications.push.device import MOST, add_device
from shopbell.notifications.push.sending import SEND, send
from shopbell.notifications.push.vapid import own_key
from shopbell.tickets.assignment import assign_ticket, move_to_team
from shopbell.tickets.checklist import add_task
from shopbell.tickets.event import Verb, record
from shopbell.tickets.message import write_reply
from shopbell.tickets.shift import hand_over
from shopbell.tickets.transfer import Words

from .test_notify import react

pytestmark = pytest.mark.django_db
DEVICES = "/desk/profile/notifications/devices/"


def waiting() -> list[ProcrastinateJob]:
    return list(ProcrastinateJob.objects.filter(task_name=SEND).order_by("id"))


def work() -> None:
    """Do the jobs that wait now, as a worker would."""
    for job in waiting():
        ProcrastinateJob.objects.filter(pk=job.pk).delete()
        send(**job.args)


@pytest.fixture
def given(late_parcel, ada, bo, subscribe):
    """Bo is given a ticket and has a browser that takes push messages."""
    browser, device = subscribe(bo)
    assign_ticket(late_parcel, bo, by=ada)
    react()
    return browser, device


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


# --- keys and devices at rest -------------------------------------------------------------------------


def test_there_is_one_pair_of_keys_and_it_lies_sealed(db):
    assert own_key().public == own_key().public and VapidKey.objects.count() == 1

    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select private from notifications_vapidkey")
        assert cursor.fetchone()[0].startswith("gAAAA")


def test_keys_that_no_secret_opens_are_made_anew_and_devices_of_the_old_ones_go(given, settings):
    before = own_key().public
    settings.SECRET_KEY = "another key, after a restore without the first"

    assert isinstance(VapidKey.objects.get().private, Unreadable)
    assert own_key().public != before and not Device.objects.exists()


def test_an_address_of_a_browser_lies_sealed(given):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select row_to_json(d)::text from notifications_device d")
        assert "push.example" not in cursor.fetchone()[0]


# --- the page -----------------------------------------------------------------------------------------


def test_an_agent_switches_push_on_tests_it_and_removes_the_device(desk, bo, push_service):
    console, browser = desk(bo), push_service.subscribe(own_key().public)

    answer = console.post(
        DEVICES, {"endpoint": browser.endpoint, **browser.keys}, headers={"User-Agent": "Firefox"}
    )
    again = console.post(DEVICES, {"endpoint": browser.endpoint, **browser.keys})
    assert (answer.status_code, again.status_code) == (204, 204)
    device = Device.objects.get()
    assert "Send a test" in console.get("/desk/profile/notifications/").content.decode()

    page = console.post(f"{DEVICES}{device.pk}/test/", follow=True).content.decode()
    assert "It shows in a moment" in page and browser.shown[0]["title"] == "It works"

    console.post(f"{DEVICES}{device.pk}/remove/")
    assert not Device.objects.exists()


def test_a_test_says_what_went_wrong(desk, bo, subscribe, push_service):
    browser, device = subscribe(bo)
    push_service.troubles = [(503, {}), (400, {}), (410, {})]
    console = desk(bo)

    said = [console.post(f"{DEVICES}{device.pk}/test/", follow=True).content.decode() for _ in range(3)]

    assert "cannot be reached now" in said[0] and "refused it" in said[1] and "was removed" in said[2]


@pytest.mark.parametrize(
    "change",
    [
        {"endpoint": "http://push.example/to/1"},
        {"endpoint": ""},
        {"endpoint": "https://[/"},
        {"endpoint": "https://push.example/" + "x" * 3000},
        {"p256dh": "AAAA"},
        {"auth": ""},
    ],
)
def test_what_is_no_subscription_is_refused_with_a_sentence(desk, bo, push_service, change):
    browser = push_service.subscribe(own_key().public)

    answer = desk(bo).post(
        DEVICES, {"endpoint": browser.endpoint, **browser.keys} | change, headers={"HX-Request": "true"}
    )

    assert answer.status_code == 422 and "gave no address" in answer.content.decode()


def test_devices_are_ones_own_and_not_without_end(desk, ada, bo, push_service, subscribe):
    _, device = subscribe(bo)

    assert desk(ada).post(f"{DEVICES}{device.pk}/test/").status_code == 404
    assert desk(ada).post(f"{DEVICES}{device.pk}/remove/").status_code == 404
    for _ in range(MOST - 1):
        subscribe(bo)
    browser = push_service.subscribe(own_key().public)
    answer = desk(bo).post(
        DEVICES, {"endpoint": browser.endpoint, **browser.keys}, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 422 and "as many devices" in answer.content.decode()
