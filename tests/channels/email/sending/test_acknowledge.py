"""Who is told that their mail arrived, and who never is."""

import pytest

from shopbell.channels.email.receive import receive
from shopbell.channels.email.sending.acknowledge import acknowledge
from shopbell.channels.email.sending.wording import given_name
from shopbell.channels.models import Delivery, Inbox
from shopbell.tickets.models import Message

from ..conftest import mail


def acknowledged(raw: bytes) -> bool:
    message = Message.objects.get(pk=receive(raw)["message"])
    return acknowledge(message) is not None


@pytest.mark.requirement("R23", "R24")
def test_a_new_ticket_is_acknowledged_once(care):
    message = Message.objects.get(pk=receive(mail())["message"])

    assert acknowledge(message).recipient == "mina@shopper.example"
    acknowledge(message)
    assert Delivery.objects.filter(purpose="acknowledgement").count() == 1
    assert message.ticket.events.filter(verb="acknowledged").count() == 1


def test_the_second_mail_of_a_ticket_is_not(care):
    receive(mail())

    assert not acknowledged(mail("More", message_id="<2@x.example>", references="<first@shopper.example>"))


@pytest.mark.parametrize(
    "headers",
    [
        {"auto_submitted": "auto-replied"}, {"auto_submitted": "auto-generated (vacation)"}, {"precedence": "bulk"},
        {"precedence": "list"}, {"list_id": "<news.example>"}, {"list_unsubscribe": "<mailto:x@y.example>"},
        {"x_autoreply": "yes"}, {"x_auto_response_suppress": "All"}, {"return_path": "<>"},
        {"from": "noreply@bank.example"}, {"from": "No-Reply <no.reply+7@bank.example>"},
        {"from": "MAILER-DAEMON@x.example"}, {"from": "postmaster@x.example"}, {"from": "bounce+17@x.example"}, {"from": "care@shop.example"},
        {"from": "news-request@lists.example"}, {"reply_to": "noreply@x.example"}, {"from": ""},
    ],
)  # fmt: skip
def test_no_machine_is_ever_answered(care, headers):
    assert not acknowledged(mail("Out of office", **headers))


def test_a_person_who_says_no_to_automation_wrongly_is_still_a_person(care):
    assert acknowledged(mail(auto_submitted="no"))


def test_two_desks_that_acknowledge_each_other_come_to_an_end(care):
    """The other side marks nothing, and answers every mail under a new subject."""
    sent = sum(
        acknowledged(
            mail(f"Thank you {n}", message_id=f"<{n}@loop.example>", **{"from": "care@loop.example"})
        )
        for n in range(30)
    )

    assert sent == 3


def test_an_inbox_may_keep_silent(care):
    Inbox.objects.filter(pk=care.pk).update(settings={"acknowledge": False})

    assert not acknowledged(mail())


@pytest.mark.django_db
def test_a_mail_that_no_inbox_took_in_is_a_ticket_and_is_not_acknowledged():
    assert not acknowledged(mail())


@pytest.mark.parametrize(
    ("name", "greeted"),
    [
        ("Mina Okafor", "Mina"),
        ("Anne-Sophie D'Arc", "Anne-Sophie"),
        ("J. R. Hartley", "J."),
        ("مينا", "مينا"),
        ("अनिता शर्मा", "अनिता"),
        ("<img src=x>", ""),
        ("mina@shopper.example", ""),
        ("x" * 31, ""),
        ("", ""),
    ],
)
def test_nobody_is_greeted_by_what_is_no_name(name, greeted):
    assert given_name(name) == greeted
