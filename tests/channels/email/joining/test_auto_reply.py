"""Out of office: it stands in the ticket, and nothing follows from it."""

import json
from email import policy
from email.message import EmailMessage as Mail

import pytest

from shopbell.channels.email.joining.auto_reply import is_auto_reply
from shopbell.channels.email.joining.party import is_party
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


@pytest.mark.requirement("R23")
def test_who_is_away_from_an_address_that_we_wrote_to_is_told_in_a_note(answered):
    """Mail to info@ is answered by whoever of its people is away: no ticket of theirs, and nobody is let in."""
    raw = auto_reply(answered, "Auto-Submitted: auto-replied").replace(
        b"mina@shopper.example", b"kim@company.example"
    )
    receive(raw)
    ticket = Ticket.objects.get()
    note = ticket.messages.order_by("pk").last()

    assert note.is_note
    assert note.text == f"A program answered for kim@company.example, who takes no part here:\n\n{AWAY}"
    assert (ticket.status, ticket.waiting_since) == (Status.SOLVED, None)
    assert not is_party(ticket, "kim@company.example")
    assert receive(raw)["ticket"] == ticket.pk
    assert ticket.messages.filter(kind="note").count() == 1


def test_a_person_who_is_no_party_has_a_ticket_of_their_own_all_the_same(answered):
    receive(auto_reply(answered, "X-Mailer: Phone").replace(b"mina@shopper.example", b"kim@company.example"))

    assert Ticket.objects.count() == 2


def reaction(emoji: str) -> bytes:
    """What Gmail sends when somebody puts a sign below a mail."""
    sign = Mail(policy=policy.default)
    sign.set_content(json.dumps({"emoji": emoji, "version": 1}), subtype="vnd.google.email-reaction+json")
    whole = Mail(policy=policy.default)
    for name, value in {
        "From": "Mina <mina@shopper.example>", "To": "care@shop.example", "Subject": "Re: Where is my parcel?",
        "Message-ID": "<reaction@shopper.example>", "In-Reply-To": "<first@shopper.example>",
    }.items():  # fmt: skip
        whole[name] = value
    whole.set_content(f"{emoji}\n\nMina reacted via Gmail")
    whole.make_alternative()
    whole.attach(sign)
    whole.add_alternative(f"<p>{emoji}</p><p>Mina reacted via Gmail</p>", subtype="html")
    return whole.as_bytes()


def test_a_thumb_from_gmail_stands_on_the_mail_it_answers_and_opens_nothing(answered):
    receive(reaction("👍"))
    ticket = Ticket.objects.get()

    assert ticket.messages.order_by("pk").first().reactions.get().emoji == "👍"
    assert (ticket.status, ticket.waiting_since) == (Status.SOLVED, None)


@pytest.mark.parametrize("emoji", ["👎", "😡", "", "no emoji"])
def test_a_reaction_that_is_not_kind_is_looked_at(answered, emoji):
    receive(reaction(emoji) if emoji != "no emoji" else reaction("👍").replace(b'"emoji"', b'"other"'))

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
