"""Drafts, replies that are taken back and scheduled ones keep to whom they were meant to go."""

import pytest

from shopbell.channels.reply import send_reply
from shopbell.channels.scheduled import send_scheduled
from shopbell.tickets.addressees import Addressees
from shopbell.tickets.draft import Words, keep_draft
from shopbell.tickets.models import Draft
from shopbell.tickets.scheduled_reply import schedule_reply
from shopbell.tickets.taking_back import take_back_reply
from tests.channels.email.sending.addressed import ALL, LAWYER, MINA, PARTNER

pytestmark = pytest.mark.django_db


def test_a_draft_keeps_them_and_a_reply_that_is_taken_back_too(question, ada):
    keep_draft(question, "reply", Words("Half", addressees=ALL), by=ada, version=0)
    assert Addressees.of(Draft.objects.get().addressees) == ALL
    keep_draft(question, "reply", Words(), by=ada, version=1)

    taken = take_back_reply(send_reply(question, "Oh no.", by=ada, addressees=ALL), by=ada)
    assert taken.addressees == {"to": MINA, "cc": PARTNER, "bcc": LAWYER}


def test_a_plain_reply_that_is_taken_back_goes_where_answers_go(question, ada):
    assert take_back_reply(send_reply(question, "Oh no.", by=ada), by=ada).addressees == {}


def test_a_draft_may_hold_what_is_no_address_yet(question, ada):
    half = Addressees(to=MINA, cc="kofi@sho")
    keep_draft(question, "reply", Words("Half", addressees=half), by=ada, version=0)

    assert Draft.objects.get().says.addressees == half


def test_a_scheduled_reply_goes_to_whom_it_was_meant_for(question, ada):
    from datetime import timedelta

    from django.utils import timezone

    later = schedule_reply(
        question,
        Words("Soon.", channel="email", addressees=ALL),
        by=ada,
        at=timezone.now() + timedelta(hours=1),
    )
    sent = send_scheduled(question, later.pk)

    assert sent.deliveries.count() == 3


# --- the console -----------------------------------------------------------------------------------------------
def test_the_console_sends_to_whom_the_agent_chose(desk, question, ada):
    words = {"text": "Hello", "channel": "email", "mail_to": MINA, "mail_cc": PARTNER, "mail_bcc": LAWYER}
    desk(ada).post(f"/desk/tickets/{question.pk}/replies/", words)

    assert question.messages.get(agent=ada).deliveries.count() == 3
    page = desk(ada).get(f"/desk/tickets/{question.pk}/").content.decode()
    assert f"to {MINA} · copy to {PARTNER} · blind copy to {LAWYER}" in page


def test_the_console_says_why_somebody_cannot_be_written_to(desk, question, ada):
    answered = desk(ada).post(
        f"/desk/tickets/{question.pk}/replies/",
        {"text": "Hello", "channel": "email", "mail_to": MINA, "mail_cc": "kofi"},
        headers={"accept": "application/json"},
    )

    assert answered.status_code == 422
    assert "“kofi” is no e-mail address" in answered.content.decode()


def test_the_draft_of_the_console_holds_them(desk, question, ada):
    address = f"/desk/tickets/{question.pk}/draft/"
    desk(ada).post(
        address, {"kind": "reply", "text": "Half", "mail_to": MINA, "mail_cc": "kofi", "version": "0"}
    )

    assert desk(ada).get(f"{address}?kind=reply").json()["draft"]["people"] == {
        "to": MINA,
        "cc": "kofi",
        "bcc": "",
    }
