"""E-mail digests: after a while away, once a period, not in quiet hours, and of what may be read only."""

import json
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.utils import timezone

from shopbell.accounts.availability import choose_availability, mark_seen
from shopbell.accounts.letter import send_kept
from shopbell.accounts.models import Letter
from shopbell.notifications import digest
from shopbell.notifications.choices import Choices, choices_of
from shopbell.notifications.decision import Why
from shopbell.notifications.digest import MOST_TICKETS, compose, end_digests, send_digests
from shopbell.notifications.kind import Kind, Way
from shopbell.notifications.models import Notification
from shopbell.notifications.notification import read_ticket
from shopbell.tickets.assignment import assign_ticket, move_to_team
from shopbell.tickets.note import write_note
from shopbell.tickets.ticket import create_ticket
from tests.announcements.conftest import begin, centre, payments
from tests.fakes.mail_relay import Relay, running

from .reacting import react

__all__ = ["begin", "centre", "payments"]
pytestmark = pytest.mark.django_db
SOON, LATER = timedelta(minutes=10), timedelta(minutes=31)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def news(late_parcel, ada, bo):
    """Bo was given a ticket."""
    assign_ticket(late_parcel, bo, by=ada)
    react()
    return late_parcel


def letters() -> list[tuple[str, str, str]]:
    return [tuple(json.loads(letter.content)[:3]) for letter in Letter.objects.order_by("pk")]


def test_what_waits_unread_is_mailed_after_a_while_and_once(news, bo, now, settings):
    send_digests(now + SOON)
    assert letters() == []

    assert send_digests(now + LATER) == 1 and send_digests(now + LATER) == 0

    ((to, subject, text),) = letters()
    assert (to, subject) == ("bo@desk.example", "1 ticket has news for you")
    assert f"#{news.pk} · Where is my parcel?" in text and "- Ada Moreau assigned it to you" in text
    assert f"{settings.SITE_URL}/desk/tickets/{news.pk}/" in text
    assert f"{settings.SITE_URL}/desk/profile/notifications/" in text
    assert Notification.objects.get(agent=bo).mail == Why.SENT


def test_a_mail_of_tickets_and_of_other_things_says_how_much_is_new(news, begin, bo, now):
    choices = choices_of(bo)
    choices.choose(Kind.INCIDENT, frozenset({Way.MAIL}))
    choices.save()
    begin()

    send_digests(now + LATER)

    assert [subject for _to, subject, _text in letters()] == ["2 pieces of news for you"]


def test_what_fails_for_one_agent_keeps_nobody_elses_mail(
    news, wrong_size, ada, bo, cy, advice, now, monkeypatch, caplog
):
    move_to_team(wrong_size, advice, by=bo)
    assign_ticket(wrong_size, cy, by=bo)
    react()

    def break_for_bo(agent, rows):
        if agent == bo:
            raise ValueError
        return compose(agent, rows)

    monkeypatch.setattr(digest, "compose", break_for_bo)
    send_digests(now + LATER)

    assert [to for to, *_ in letters()] == ["cy@desk.example"]
    mails = set(Notification.objects.filter(agent=bo).values_list("mail", flat=True))
    assert Why.WAITS in mails and Why.SENT not in mails


def test_whoever_is_at_a_screen_is_not_mailed_unless_they_said_that_they_are_away(news, bo, now):
    mark_seen(bo.pk, now + LATER)
    assert send_digests(now + LATER) == 0

    choose_availability(bo, "away")
    assert send_digests(now + LATER) == 1


def test_what_was_read_before_is_not_mailed_and_the_ledger_says_so(news, bo, now):
    read_ticket(news, bo)

    assert send_digests(now + LATER) == 0
    assert Notification.objects.get(agent=bo).mail == Why.READ


def test_a_second_mail_waits_for_the_end_of_the_period(news, bo, ada, now):
    send_digests(now + LATER)
    write_note(news, "@Bo", by=ada)
    react()

    assert send_digests(now + LATER + timedelta(minutes=45)) == 0
    assert send_digests(now + LATER + timedelta(minutes=61)) == 1
    assert len(letters()) == 2 and "mentioned you" in letters()[1][2] and "assigned" not in letters()[1][2]


def test_in_quiet_hours_no_mail_leaves(news, bo, now):
    Choices.objects.create(agent=bo, has_quiet_hours=True, working_days=[((now + LATER).weekday() + 3) % 7])

    assert send_digests(now + LATER) == 0
    assert Notification.objects.get(agent=bo).mail == Why.WAITS


def test_who_wants_no_mail_gets_none(late_parcel, ada, bo, now):
    Choices.objects.create(agent=bo, kinds={"assigned": {"ways": ["console"], "tone": ""}})
    assign_ticket(late_parcel, bo, by=ada)
    react()

    assert send_digests(now + LATER) == 0


def test_a_ticket_that_may_not_be_read_any_more_is_not_mailed(news, bo, ada, cy, advice, now):
    assign_ticket(news, cy, by=ada)
    move_to_team(news, advice, by=ada)

    send_digests(now + LATER)

    assert [letter for letter in letters() if letter[0] == bo.email] == []
    assert Notification.objects.get(agent=bo).mail == Why.FORBIDDEN


def test_many_tickets_are_one_mail_that_says_how_many_more_there_are(mina, returns, ada, bo, now):
    for number in range(MOST_TICKETS + 2):
        ticket = create_ticket(customer=mina, channel="email", subject=f"Matter {number}", team=returns)
        assign_ticket(ticket, bo, by=ada)
    react()

    send_digests(now + LATER)

    ((_, subject, text),) = letters()
    assert (
        subject.startswith("22 tickets") and "And 2 more" in text and text.count("assigned it to you") == 20
    )


def test_the_mail_is_in_the_agents_language(news, bo, now):
    bo.language = "de"
    bo.save()

    send_digests(now + LATER)

    assert "Neuigkeiten" in letters()[0][1]
    assert choices_of(bo).mailed_at == now + LATER


# --- leaving it by one click (RFC 8058) ---------------------------------------------------------------------------
def unsubscribe_path(headers: dict[str, str], settings) -> str:
    return headers["List-Unsubscribe"].strip("<>").removeprefix(settings.SITE_URL)


def test_a_digest_can_be_left_by_one_click_of_a_mail_program(news, bo, now, client, settings):
    send_digests(now + LATER)
    headers = json.loads(Letter.objects.get().content)[3]
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = unsubscribe_path(headers, settings)

    answered = type(client)(enforce_csrf_checks=True).post(path, {"List-Unsubscribe": "One-Click"})

    assert answered.status_code == 200
    choices = choices_of(bo)
    assert not any("mail" in choices.ways_of(kind) for kind in Kind)
    assert "console" in choices.ways_of(Kind.ASSIGNED) and choices.tone_of(Kind.ASSIGNED) == "bell"
    assert send_digests(now + timedelta(days=2)) == 0


def test_a_server_that_opens_the_link_ends_nothing(news, bo, now, client, settings):
    send_digests(now + LATER)
    page = client.get(unsubscribe_path(json.loads(Letter.objects.get().content)[3], settings))

    assert "No more of them" in page.content.decode()
    assert "mail" in choices_of(bo).ways_of(Kind.ASSIGNED)


def test_what_waited_is_not_mailed_after_that(news, bo, now):
    end_digests(str(bo.pk))

    assert Notification.objects.get(agent=bo).mail == Why.OFF
    assert send_digests(now + LATER) == 0


def test_nobody_ends_the_mail_of_somebody_else(client, bo):
    assert client.post(f"/unsubscribe/digest:{bo.pk}:forged/").status_code == 404
    assert "mail" in choices_of(bo).ways_of(Kind.ASSIGNED)


def test_the_headers_leave_with_the_mail(news, bo, now, settings):
    settings.EMAIL_BACKEND = "shopbell.channels.email.sending.desk_mail.DeskMail"
    send_digests(now + LATER)
    relay = Relay()
    with running(relay) as port:
        settings.MAIL_URL = f"smtp://127.0.0.1:{port}"
        send_kept(Letter.objects.get().pk)

    sent = message_from_bytes(relay.mails[0].content, policy=policy.default)
    assert "/unsubscribe/digest:" in sent["list-unsubscribe"]
    assert sent["list-unsubscribe-post"] == "List-Unsubscribe=One-Click"
