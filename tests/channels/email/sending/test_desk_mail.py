from email import message_from_bytes, policy

import pytest
from django.core.mail import EmailMessage

from shopbell.channels.email.sending.desk_mail import DeskMail


@pytest.fixture
def outbox(settings, tmp_path):
    settings.OUTBOX, settings.MAIL_URL = tmp_path, ""
    return tmp_path


def test_the_desks_own_mail_leaves_as_replies_do(outbox):
    text = "Hello Noor,\n\nhttp://desk.example/join/x/?a=1&b=2\n\n<b>bold</b>"
    letter = EmailMessage(
        "Come in", text, to=["noor@desk.example"], headers={"Auto-Submitted": "auto-generated"}
    )

    assert DeskMail().send_messages([letter]) == 1

    mail = message_from_bytes(next(outbox.glob("*.eml")).read_bytes(), policy=policy.default)
    assert (mail["To"], mail["Subject"], mail["Auto-Submitted"]) == (
        "noor@desk.example",
        "Come in",
        "auto-generated",
    )
    assert mail.get_body(("plain",)).get_content().strip().splitlines() == text.splitlines()
    html = mail.get_body(("html",)).get_content()
    assert 'href="http://desk.example/join/x/?a=1&amp;b=2"' in html
    assert "<b>" not in html


def test_each_recipient_gets_a_mail_of_their_own(outbox):
    DeskMail().send_messages([EmailMessage("Hi", "Hi", to=["ada@desk.example", "bo@desk.example"])])

    assert len(list(outbox.glob("*.eml"))) == 2
