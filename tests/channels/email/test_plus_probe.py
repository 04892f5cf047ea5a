"""The probe of an inbox's + address: mailed for real through a relay, and back in by the SMTP door."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from shopbell.accounts.letter import Letter
from shopbell.channels.email.breakdown import tell_breakdowns
from shopbell.channels.email.models import PlusProbe
from shopbell.channels.email.plus_probe import send_probe
from shopbell.channels.email.receive import receive
from shopbell.channels.email.sending.sender import return_address
from shopbell.channels.models import Inbox
from shopbell.tickets.models import Ticket

from .conftest import mail, work

LONG_AGO = timedelta(minutes=30)


def probe_page(desk, agent, inbox: Inbox, method: str = "post") -> str:
    return getattr(desk(agent), method)(reverse("inbox-plus-probe", args=[inbox.pk])).content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_probe_that_comes_back_is_told_with_its_time_and_is_no_ticket(desk, root, care, relay, door):
    page = probe_page(desk, root, care)
    assert "is on its way" in page and 'hx-trigger="load delay:2s"' in page
    (sent,) = relay.mails
    assert sent.rcpt_tos[0].startswith("care+probe.")

    door.send(sent.content, to=sent.rcpt_tos[0], sender=sent.mail_from)
    work()
    page = probe_page(desk, root, care, "get")
    assert "came back after 1 s" in page and "hx-trigger" not in page and "plain address" not in page
    assert not Ticket.objects.exists()


@pytest.mark.django_db
def test_one_that_does_not_offers_to_do_without(desk, root, care, relay):
    send_probe(care)
    PlusProbe.objects.update(sent_at=timezone.now() - LONG_AGO)
    page = probe_page(desk, root, care, "get")
    assert "has not come back within a minute" in page and "Send answers to the plain address" in page

    tell_breakdowns(timezone.now())
    assert "Answers to Care may be lost" in Letter.objects.get().content
    answer = desk(root).post(reverse("inbox-without-tokens", args=[care.pk]))
    assert answer.headers["HX-Redirect"] == reverse("inbox-edit", args=[care.pk])
    care = Inbox.objects.get(pk=care.pk)
    assert return_address(care, 1, 1) == "care@shop.example"
    assert "plain address" not in probe_page(desk, root, care, "get")
    tell_breakdowns(timezone.now())
    assert Letter.objects.count() == 1


@pytest.mark.django_db
def test_what_the_mail_host_says_against_it_is_shown(desk, root, care, relay):
    relay.answers["rcpt"] = "550 5.1.1 No such user here"
    page = probe_page(desk, root, care)

    assert "550 5.1.1 No such user here" in page and "Send answers to the plain address" in page


@pytest.mark.django_db
@pytest.mark.parametrize("answer", ["554 5.7.1 Relay access denied", "451 4.3.0 Come again"])
def test_a_fault_of_sending_is_shown_and_says_nothing_of_the_address(desk, root, care, relay, answer):
    relay.answers["rcpt"] = answer
    page = probe_page(desk, root, care)
    assert f"It was not sent. The mail server answered {answer}" in page
    assert "was refused" not in page and "plain address" not in page
    assert not PlusProbe.objects.exists()

    relay.answers.clear()
    before = send_probe(care)
    relay.answers["rcpt"] = answer
    probe_page(desk, root, care)
    after = PlusProbe.objects.get()
    assert (after.sent_at, after.error) == (before.sent_at, "")


@pytest.mark.django_db
def test_a_host_that_refuses_it_later_is_heard(care, relay):
    send_probe(care)
    (sent,) = relay.mails
    headers = sent.content.decode().partition("\r\n\r\n")[0]
    message_id = next(line for line in headers.splitlines() if line.lower().startswith("message-id"))
    bounce = mail(
        f"Your mail could not be delivered.\n\n550 5.1.1 unknown user\n\n{message_id}\n",
        **{
            "from": "MAILER-DAEMON@mx.host.example",
            "subject": "Undelivered Mail",
            "message_id": "<b@mx.example>",
        },
    )
    receive(bounce)

    assert "550 5.1.1 unknown user" in PlusProbe.objects.get().error
    assert not Ticket.objects.exists()


@pytest.mark.django_db
def test_an_address_that_only_looks_like_one_is_an_ordinary_mail(care):
    receive(mail(to=f"care+probe.{care.pk}.aaaaaaaaaaaaaaaa@shop.example"))

    assert Ticket.objects.count() == 1


@pytest.mark.django_db
def test_where_no_mail_leaves_nothing_is_tried(desk, root, care, settings):
    settings.MAIL_URL = ""

    assert "No mail server is set" in probe_page(desk, root, care)
    assert not PlusProbe.objects.exists()
