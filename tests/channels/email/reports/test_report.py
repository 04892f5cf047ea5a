"""What a report says, whoever wrote it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopbell.channels.email.reports.report import Action, Outcome, report_in

HEAD = b"From: Mail Delivery Subsystem <mailer-daemon@mx.example>\r\nTo: care@shop.example\r\n"
OURS = b"<shopbell.2s.1.abcdefghijklmnop@shop.example>"


def report(kind: bytes, part: bytes, fields: bytes) -> bytes:
    return (
        HEAD
        + b"Content-Type: multipart/report; report-type="
        + kind
        + b'; boundary="b"\r\n\r\n--b\r\n\r\nSorry.\r\n'
        b"--b\r\nContent-Type: "
        + part
        + b"\r\n\r\n"
        + fields
        + b"\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n"
        b"Message-ID: " + OURS + b"\r\nSubject: Hello\r\n\r\nWords\r\n--b--\r\n"
    )


def status(fields: bytes) -> bytes:
    return report(b"delivery-status", b"message/delivery-status", b"Reporting-MTA: dns; mx\r\n\r\n" + fields)


def test_a_mail_that_came_back_with_its_code_and_the_servers_words():
    found = report_in(
        status(
            b"Final-Recipient: rfc822; Mina@Shopper.example\r\nAction: failed\r\nStatus: 5.1.1\r\n"
            b"Diagnostic-Code: smtp; 550 5.1.1 no\r\n  such user\r\n"
        )
    )

    assert found.outcomes == [
        Outcome(Action.FAILED, "mina@shopper.example", "5.1.1", "550 5.1.1 no such user")
    ]
    assert found.about == [OURS.decode().strip("<>")] and found.outcomes[0].is_bad_address


@pytest.mark.parametrize(
    ("fields", "action", "code"),
    [
        (b"Final-Recipient: rfc822; a@b.example\r\nAction: delayed\r\nStatus: 4.4.1\r\n", "delayed", "4.4.1"),
        (b"Final-Recipient: rfc822; a@b.example\r\nAction: delivered\r\nStatus: 2.0.0\r\n", "delivered", "2.0.0"),
        (b"Final-Recipient: a@b.example\r\nAction: Failed (bounced)\r\nStatus: 5.0.0 (undefined)\r\n", "failed", "5.0.0"),
        (b"Original-Recipient: rfc822;a@b.example\r\nFinal-Recipient: x-unix; |prog\r\nAction: failed\r\n", "failed", ""),
        (b"Action: failed\r\nDiagnostic-Code: X-Notes; 5.2.2 full\r\n", "failed", "5.2.2"),
    ],
)  # fmt: skip
def test_status_fields_as_servers_write_them(fields, action, code):
    (outcome,) = report_in(status(fields)).outcomes

    assert (outcome.action, outcome.status) == (action, code)


@pytest.mark.parametrize("action", [b"relayed", b"expanded"])
def test_a_mail_that_the_next_server_took_is_delivered_as_far_as_anybody_will_tell(action):
    found = report_in(status(b"Final-Recipient: rfc822; a@b.example\r\nAction: " + action + b"\r\n"))

    assert found.worst.action == "delivered"


def test_what_no_standard_knows_is_no_news():
    assert report_in(status(b"Final-Recipient: rfc822; a@b.example\r\nAction: nonsense\r\n")) is None


def test_of_several_recipients_each_has_its_outcome_and_the_worst_counts():
    found = report_in(
        status(
            b"Final-Recipient: rfc822; a@b.example\r\nAction: delivered\r\n\r\n"
            b"Final-Recipient: rfc822; c@d.example\r\nAction: failed\r\nStatus: 5.2.2\r\n"
        )
    )

    assert [outcome.action for outcome in found.outcomes] == ["delivered", "failed"]
    assert found.worst.address == "c@d.example" and not found.worst.is_bad_address


def test_a_mail_that_was_read():
    fields = (
        b"Final-Recipient: rfc822; a@b.example\r\nOriginal-Message-ID: " + OURS +
        b"\r\nDisposition: manual-action/MDN-sent-manually; displayed\r\n"
    )  # fmt: skip
    found = report_in(report(b"disposition-notification", b"message/disposition-notification", fields))

    assert found.outcomes[0].action == Action.READ and OURS.decode().strip("<>") in found.about


@pytest.mark.parametrize("done", ["deleted", "processed", "denied", "deleted/error"])
def test_a_mail_that_was_done_away_with_unread_has_arrived(done):
    fields = b"Final-Recipient: rfc822; a@b.example\r\nDisposition: automatic-action/MDN-sent-automatically; "
    fields += done.encode() + b"\r\n"
    found = report_in(report(b"disposition-notification", b"message/disposition-notification", fields))

    assert [each.action for each in found.outcomes] == [Action.DELIVERED]


def test_a_mail_that_was_called_spam():
    fields = b"Feedback-Type: abuse\r\nUser-Agent: x/1\r\nOriginal-Rcpt-To: <a@b.example>\r\n"
    (outcome,) = report_in(report(b"feedback-report", b"message/feedback-report", fields)).outcomes

    assert (outcome.action, outcome.address) == (Action.COMPLAINT, "a@b.example")


@pytest.mark.parametrize(
    ("words", "action", "code"),
    [
        (b"<a@b.example>:\r\n192.0.2.1 does not like recipient.\r\nRemote host said: 550 5.1.1 unknown user", "failed", "5.1.1"),
        (b"This message has been delayed: 451 4.7.1 greylisted, we try on.", "delayed", "4.7.1"),
        (b"Die Nachricht konnte nicht zugestellt werden.", "failed", ""),
        (b"550 mailbox unavailable", "failed", ""),
    ],
)  # fmt: skip
def test_a_plain_one_in_words_alone(words, action, code):
    raw = HEAD + b"Subject: Undelivered mail\r\n\r\n" + words + b"\r\n\r\nMessage-ID: " + OURS + b"\r\n"
    (outcome,) = report_in(raw).outcomes

    assert (outcome.action, outcome.status) == (action, code)


@pytest.mark.parametrize(
    "raw",
    [
        b"From: mina@shopper.example\r\nSubject: Undelivered\r\n\r\n550 lamps! "
        + OURS,  # a person may quote us
        HEAD + b"Subject: Undelivered mail\r\n\r\n550 no such user",  # of whose mail?
        HEAD + b"Subject: Maintenance\r\n\r\nWe are down tonight. " + OURS,
        # an absent person's program, whose mail names ours in its head, and any number in its words
        b"Return-Path: <>\r\nFrom: mina@shopper.example\r\nIn-Reply-To: "
        + OURS
        + b"\r\n\r\nSuite 500 Market Street",
        b"Return-Path: <>\r\nAuto-Submitted: auto-replied\r\nFrom: mina@shopper.example\r\n\r\nTel. 456 - 4.4.1 "
        + OURS,
        b"",
        b"\x00" * 500,
    ],
)
def test_what_is_no_report_is_a_mail_like_others(raw):
    assert report_in(raw) is None


@given(st.binary(max_size=400))
def test_no_bytes_make_it_raise(noise):
    report_in(status(noise))
    report_in(HEAD + noise)
