"""Out of office: it stands in the ticket, and nothing follows from it."""

import pytest

from shopbell.channels.email.joining.auto_reply import is_auto_reply
from shopbell.channels.email.receive import receive
from shopbell.channels.models import Delivery
from shopbell.channels.reply import send_reply
from shopbell.notifications.models import Notification
from shopbell.tickets.list_columns import restore_ticket_columns
from shopbell.tickets.models import Ticket
from shopbell.tickets.status import Status, set_status

from ..conftest import mail, work
from ..made_reports import own_id

AWAY = "I am away until Monday."


@pytest.fixture
def answered(care, ada):
    """A ticket that Ada has answered and solved; returns the delivery of her answer."""
    question = Ticket.objects.get(pk=receive(mail("Where is it?"))["ticket"])
    delivery = send_reply(question, "It came yesterday.", by=ada).deliveries.get()
    set_status(question, Status.SOLVED, by=ada)
    work()
    return delivery


def auto_reply(delivery: Delivery, *lines: str) -> bytes:
    raw = mail(AWAY, message_id="<away@shopper.example>", in_reply_to=f"<{own_id(delivery)}>")
    return "\r\n".join(lines).encode() + b"\r\n" + raw


@pytest.mark.requirement("R23")
def test_it_joins_and_opens_nothing(answered):
    before, told, sent = Ticket.objects.get(), Notification.objects.count(), Delivery.objects.count()
    receive(auto_reply(answered, "Auto-Submitted: auto-replied (vacation)"))
    work()
    ticket = Ticket.objects.get()

    assert ticket.messages.order_by("pk").last().text == AWAY
    assert (ticket.status, ticket.waiting_since, ticket.preview) == (Status.SOLVED, None, before.preview)
    assert (Notification.objects.count(), Delivery.objects.count()) == (told, sent)


def test_a_person_who_answers_opens_it_again(answered):
    receive(auto_reply(answered, "X-Mailer: Phone"))

    assert Ticket.objects.get().status == Status.OPEN


NEWSLETTER = "List-Id: <news.shop.example>\r\nList-Unsubscribe: <mailto:off@news.example>"


def test_nobody_waits_behind_what_a_program_wrote(answered):
    receive(auto_reply(answered, "Auto-Submitted: auto-replied"))
    ticket = Ticket.objects.get()

    assert (ticket.status, ticket.waiting_since) == (Status.SOLVED, None)
    restore_ticket_columns(ticket)
    assert ticket.preview != AWAY
    set_status(ticket, Status.OPEN, by=None)
    restore_ticket_columns(ticket)
    assert ticket.waiting_since is None


@pytest.mark.parametrize(
    "head",
    [
        "Auto-Submitted: auto-generated",
        "List-Id: <lamps.example>\r\nList-Post: <mailto:lamps@lists.example>",
        "Precedence: bulk",
        "Precedence: junk",
        NEWSLETTER,
    ],
)
def test_people_who_write_by_another_desk_or_a_list_are_waited_for(answered, head):
    receive(auto_reply(answered, *head.split("\r\n")))

    assert Ticket.objects.get().status == Status.OPEN and Ticket.objects.get().waiting_since


@pytest.mark.parametrize(
    "head", ["Auto-Submitted: auto-generated", "Auto-Submitted: auto-replied", NEWSLETTER]
)
def test_a_ticket_that_a_program_opens_waits_for_nobody(care, ada, head):
    ticket = Ticket.objects.get(pk=receive(head.encode() + b"\r\n" + mail("News"))["ticket"])
    assert (ticket.status, ticket.waiting_since) == (Status.NEW, None)

    receive(mail("A question", message_id="<q@x.example>", in_reply_to="<first@shopper.example>"))
    ticket.refresh_from_db()
    assert ticket.waiting_since and ticket.first_replied_at is None


@pytest.mark.parametrize("head", ["Auto-Submitted: auto-generated", NEWSLETTER])
@pytest.mark.parametrize("form", ["forms@service.example", "care@shop.example"])
def test_who_writes_by_a_contact_form_is_waited_for(care, ada, head, form):
    """Services that mail for forms call all of it bulk; the shop's own form does it in the shop's name."""
    written = mail("My lamp is broken", **{"from": f"Form <{form}>", "reply_to": "Kim <kim@shopper.example>"})
    ticket = Ticket.objects.get(pk=receive(head.encode() + b"\r\n" + written)["ticket"])

    assert ticket.waiting_since


def test_a_newsletter_that_is_answered_at_its_own_house_is_not_waited_for(care):
    written = mail("News", **{"from": "News <news@brand.example>", "reply_to": "team@mail.brand.example"})

    assert (
        Ticket.objects.get(pk=receive(NEWSLETTER.encode() + b"\r\n" + written)["ticket"]).waiting_since
        is None
    )


@pytest.mark.parametrize(
    "head",
    [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: auto-replied (vacation)",
        "X-Autoreply: yes",
        "X-Autorespond: away",
        "Precedence: auto_reply",
        "X-Auto-Response-Suppress: All\r\nSubject: Automatic reply: Your order",
        "X-Auto-Response-Suppress: All\r\nSubject: =?utf-8?q?R=C3=A9ponse_automatique?=",
        "X-Auto-Response-Suppress: All\r\nSubject: Abwesenheitsnotiz",
    ],
)
def test_programs_that_say_so(head):
    assert is_auto_reply(head.encode() + b"\r\n\r\nAway")


@pytest.mark.parametrize(
    "head",
    [
        "Subject: Out of office chairs?",
        "Auto-Submitted: no",
        "X-Auto-Response-Suppress: All\r\nSubject: Re: Your order",  # a company may put it on all that people write
        "List-Id: <team.shopper.example>\r\nPrecedence: list",
        "Subject: x\r\n\r\nAuto-Submitted: auto-replied",
    ],
)
def test_people_and_lists_are_none(head):
    assert not is_auto_reply(head.encode() + b"\r\n\r\nHello")
