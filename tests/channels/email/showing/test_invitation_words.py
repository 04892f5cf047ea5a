"""The card of an invitation speaks the language of who reads; what is kept of the mail does not change."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from shopbell.channels.email.email_message import EmailMessage
from shopbell.channels.email.mime.invitation import card, kept_of
from shopbell.channels.email.receive import receive
from shopbell.core import blob
from shopbell.tickets.models import Message

pytestmark = pytest.mark.usefixtures("care", "store")
CALENDAR = Path(__file__).parents[3] / "corpus" / "mail" / "calendar"


def german(root):
    root.language = "de"
    root.save()
    return root


def test_an_agent_reads_the_card_in_their_language(desk, root):
    told = receive((CALENDAR / "invitation.eml").read_bytes())
    address = f"/desk/tickets/{told['ticket']}/"

    assert "Where: Hauptstr. 1, Köln" in desk(root).get(address).content.decode()
    page = desk(german(root)).get(address).content.decode()
    assert (
        "Einladung: Lamp fitting" in page and "Wo: Hauptstr. 1, Köln" in page and "Wann: 2025-05-12" in page
    )
    assert "Where:" not in page.partition('class="mail-body"')[2]
    assert "Where: Hauptstr. 1, Köln" in Message.objects.get(pk=told["message"]).text


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_the_store_is_not_asked_for_it(desk, root, monkeypatch, kind):
    """A bucket that is down would hold up each page for half a minute a calendar."""
    raw = (CALENDAR / "invitation.eml").read_bytes()
    told = receive(raw.replace(b"Content-Type: text/plain", f"Content-Type: text/{kind}".encode(), 1))
    monkeypatch.setattr(blob, "get", lambda key: pytest.fail("The store was asked."))
    page = f"/desk/messages/{told['message']}/html/" if kind == "html" else f"/desk/tickets/{told['ticket']}/"

    assert "Wo: Hauptstr." in desk(german(root)).get(page).content.decode()


def test_a_mail_of_before_calendars_were_kept_stays_english(desk, root):
    told = receive((CALENDAR / "invitation.eml").read_bytes())
    EmailMessage.objects.update(calendars=[])

    assert "Where: Hauptstr." in desk(german(root)).get(f"/desk/tickets/{told['ticket']}/").content.decode()


def test_what_is_kept_of_a_calendar_makes_the_same_card_and_is_small():
    event = "BEGIN:VEVENT\nSUMMARY:Lamp\n fitting\nX-SECRET:1\nATTENDEE;PARTSTAT=DECLINED:mailto:c@d.example\nEND:VEVENT\n"
    calendar = "BEGIN:VCALENDAR\nMETHOD:CANCEL\n" + event * 5 + "END:VCALENDAR"

    assert card(kept_of(calendar)) == card(calendar) and "2 more" in card(calendar)
    assert "SECRET" not in kept_of(calendar)
    assert kept_of("BEGIN:VEVENT\n" + "COMMENT:a\n" * 5000) == ""


def test_so_does_the_page_of_a_mail_with_html(desk, root):
    raw = (CALENDAR / "invitation.eml").read_bytes()
    told = receive(raw.replace(b"Content-Type: text/plain", b"Content-Type: text/html", 1))
    message = Message.objects.get(pk=told["message"])
    assert message.html and "Where: Hauptstr." in message.html

    page = desk(german(root)).get(f"/desk/messages/{message.pk}/html/").content.decode()

    assert "Wo: Hauptstr. 1, Köln" in page and "Where:" not in page


def test_every_label_is_translated():
    calendar = "\n".join(
        [
            "BEGIN:VCALENDAR", "METHOD:REPLY", "BEGIN:VEVENT", "SUMMARY:100% lamp", "DTSTART:20260305T100000Z", "DURATION:PT2H30M",
            "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;UNTIL=20260601;COUNT=4", "LOCATION:Köln", "COMMENT:Fine %s",
            "ORGANIZER:mailto:a@b.example", "ATTENDEE;PARTSTAT=DECLINED:mailto:c@d.example", "END:VEVENT", "END:VCALENDAR",
        ]
    )  # fmt: skip
    with translation.override("de"):
        said = card(calendar, translation.gettext)

    for words in (
        "Antwort auf eine Einladung: 100% lamp",
        "Wann: 2026-03-05 10:00 (UTC), Dauer 2 Std. 30 Min.",
        "Wiederholt: alle 2 Wochen am MO bis 2026-06-01 4-mal",
        "Bemerkung: Fine %s",
        "c@d.example (abgelehnt)",
    ):
        assert words in said


def test_a_moment_in_utc_is_told_in_the_zone_of_who_reads():
    calendar = "BEGIN:VEVENT\nSUMMARY:Lamp\nDTSTART:20261130T230000Z\nDTEND:20261201T000000Z\nEND:VEVENT"

    assert "When: 2026-12-01 00:00–01:00 (CET)" in card(calendar, zone=ZoneInfo("Europe/Berlin"))
    assert "When: 2026-11-30 23:00 – 2026-12-01 00:00 (UTC)" in card(calendar)


def test_a_moment_that_no_calendar_has_stays_as_it_was_written():
    calendar = "BEGIN:VEVENT\nSUMMARY:Lamp\nDTSTART:20260231T100000Z\nEND:VEVENT"

    assert "When: 2026-02-31 10:00 (UTC)" in card(calendar, zone=ZoneInfo("Asia/Tokyo"))


def test_a_calendar_without_a_name_is_called_as_its_event():
    calendar = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Lamp fitting\nEND:VEVENT\nEND:VCALENDAR\n"
    head = "From: a@x.example\nTo: care@shop.example\nSubject: x\nMessage-ID: <lamp@x.example>\nContent-Type: text/calendar\n\n"
    told = receive((head + calendar).encode())

    assert [file.name for file in Message.objects.get(pk=told["message"]).attachments.all()] == [
        "Lamp fitting.ics"
    ]
