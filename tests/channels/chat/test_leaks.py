"""A mailed link that somebody else may have come to know: no chat shows it, and it proves nothing any more."""

import base64
import quopri
from email.message import EmailMessage as Mail
from urllib.parse import quote

import pytest
from django.conf import settings

from shopbell.channels.chat.continuation import continue_by_email
from shopbell.channels.chat.continue_link import SALT, continue_link
from shopbell.channels.chat.key_words import without_links
from shopbell.channels.email.models import RawMail
from shopbell.channels.email.receive import receive
from shopbell.channels.models import Delivery
from shopbell.channels.reply import send_reply
from shopbell.tickets.models import Ticket

from .shopper import Shopper
from .test_proof import LINK, MINA, customer_of, mailed, token_of, verified  # noqa: F401 (a fixture)

pytestmark = pytest.mark.django_db


@pytest.fixture
def link(mailed):  # noqa: F811
    """The link in the mail to the address that was typed: only who reads that mailbox has it."""
    return f"{settings.SITE_URL}/chat/continue/{mailed}/"


def answer(
    text: str, *, sender: str = MINA, html: str = "", file: bytes = b"", to_ticket: bool = True
) -> dict:
    """A mail from the mailbox; an answer to the mail with the link, or one of its own."""
    from shopbell.channels.email.joining import token

    delivery = Delivery.objects.filter(channel="email").latest("pk")
    mail = Mail()
    mail["From"], mail["To"], mail["Subject"] = sender, "care@shop.example", "Re: Where is my parcel?"
    mail["Message-ID"] = f"<{RawMail.objects.count()}@shopper.example>"
    if to_ticket:
        mail["In-Reply-To"] = f"<{token.message_id(delivery.message.ticket_id, delivery.pk)}>"
    mail.set_content(text)
    if html:
        mail.add_alternative(html, subtype="html")
    if file:
        mail.add_attachment(file, maintype="application", subtype="octet-stream", filename="mail.eml")
    return receive(mail.as_bytes())


def shown(shopper) -> str:
    """All that the widget tells the browser of its chats."""
    return shopper.get("messages", chat=shopper.chat).content.decode() + shopper.get("hello").content.decode()


# --- the words -----------------------------------------------------------------------------------------


def folded(link: str) -> str:
    """As a mail program breaks it at the 72nd letter, below the marks of a quote."""
    return "\n".join(f"> {link[start : start + 72]}" for start in range(0, len(link), 72))


FORMS = {
    "a quote alone": lambda link: f"> Answer this mail, or go on in the chat: {link}",
    "a forwarded mail": lambda link: (
        f"What is this?\n\n---------- Forwarded message ---------\nFrom: Care\n\n{link}"
    ),
    "an answer between quotes": lambda link: f"> It is on its way.\nThanks\n> {link}\nI did not write to you",
    "an answering machine": lambda link: f"I am on holiday. You wrote:\n{link}",
    "in brackets": lambda link: f"<{link}> and [{link}]({link})",
    "broken over lines": lambda link: f"Who are you?\n{folded(link)}\nMina",
    "quoted-printable": lambda link: "See " + quopri.encodestring(link.encode() + b" " + b"x" * 80).decode(),
    "percent": lambda link: (
        f"https://eur01.safelinks.protection.outlook.com/?url={quote(link, safe='')}&data=05"
    ),
    "percent twice": lambda link: f"https://filter.example/?u={quote(quote(link, safe=''), safe='')}",
    "with dashes": lambda link: (
        "https://urldefense.proofpoint.com/v2/url?u="
        + quote(link, safe="").replace("%2F", "_").replace("%", "-")
        + "&d=DwMF"
    ),
    "escaped": lambda link: link.replace("/", "&#x2F;").replace(":", "&#58;"),
    "in JSON": lambda link: link.replace("/", "\\/"),
    "with soft breaks": lambda link: link.replace("/", "/\u200b"),
    "in capitals": lambda link: link.replace("/chat/continue/", "/Chat/Continue/"),
}


@pytest.mark.parametrize("form", FORMS)
def test_no_form_of_the_link_is_left_in_what_a_mail_says(chatting, link, form):
    token = link.rstrip("/").rpartition("/")[2]

    answer(FORMS[form](link))

    message = Ticket.objects.get(chats=chatting.chat).messages.latest("pk")
    kept = "".join((message.text + message.quoted_text).split()).replace(">", "")
    assert message.customer and token not in kept and token.rpartition(":")[2] not in kept
    assert token[:20] not in shown(chatting) and token[-20:] not in shown(chatting)


def test_the_page_that_an_agent_sees_has_the_link_no_more(chatting, link):
    token = link.rstrip("/").rpartition("/")[2]
    rewritten = f"https://eur01.safelinks.protection.outlook.com/?url={quote(link, safe='')}&amp;data=05"

    answer("?", html=f'<p>What is <a href="{link}">this</a>, and <a href="{rewritten}">{link}</a>?</p>')

    message = Ticket.objects.get(chats=chatting.chat).messages.latest("pk")
    assert "What is" in message.html
    assert token.rpartition(":")[2] not in message.html + message.quoted_html


def test_what_stands_around_a_link_stays():
    text = "Look:\nhttps://desk.example/chat/continue/abc:1:def/\nThanks\nMina"

    assert without_links(text) == f"Look:\n{settings.SITE_URL}/…\nThanks\nMina"
    assert (
        without_links("We chat/continued at /chat/ and /continue/")
        == "We chat/continued at /chat/ and /continue/"
    )


def test_an_answer_that_names_its_reply_address_shows_the_bare_one(chatting, link):
    from shopbell.channels.email.joining import token

    delivery = Delivery.objects.filter(channel="email").latest("pk")
    plus = token.sign(delivery.message.ticket_id, delivery.pk)

    answer(
        f"Who is care+{plus}@shop.example?\n\n> In reply to <shopbell.{plus}@shop.example>, a+b.c@x.example"
    )

    assert "Who is care@shop.example?" in shown(chatting)
    assert plus not in shown(chatting)


def test_who_pastes_a_link_into_the_chat_shows_it_to_nobody(chatting, link):
    chatting.send(f"What is {link}?")

    assert chatting.texts()[-1] == f"What is {settings.SITE_URL}/…"


# --- the proof -----------------------------------------------------------------------------------------


@pytest.mark.requirement("R105")
def test_a_link_proves_nothing_once_its_mailbox_answered(chatting, link, mailed, mina):  # noqa: F811
    """What a file, a picture or a filter's own link shows of it cannot be taken out."""
    answer("What is that?", file=b"go on in the chat: " + base64.b64encode(link.encode()))

    assert chatting.post("join", token=mailed).status_code == 200

    assert verified(customer_of(chatting)) == set() and customer_of(chatting) != mina


def test_an_answer_from_another_mailbox_of_the_same_person_voids_it_too(chatting, mailed, ticket):  # noqa: F811
    from shopbell.tickets.message import receive_message

    receive_message(ticket, "Forwarded", customer=ticket.customer, channel="email")

    chatting.post("join", token=mailed)

    assert verified(customer_of(chatting)) == set()


def test_a_mail_about_something_else_voids_it_too(chatting, mailed, mina, ticket):  # noqa: F811
    """An agent might show it, or it might join another chat that the same stranger reads."""
    assert answer("What did you send me?", to_ticket=False)["ticket"] != ticket.pk

    chatting.post("join", token=mailed)

    assert verified(customer_of(chatting)) == set()


def test_a_mail_into_the_chat_of_an_accomplice_voids_it(chatting, mailed, mina, shop_chat, bo):  # noqa: F811
    accomplice = Shopper(shop_chat)
    accomplice.start("Hello", email=MINA)
    other = Ticket.objects.get(chats=accomplice.chat)
    from shopbell.tickets.message import receive_message

    receive_message(other, "See the file", customer=other.customer, channel="email")

    chatting.post("join", token=mailed)

    assert verified(customer_of(chatting)) == set()


def test_the_mail_after_the_answer_brings_a_link_that_proves_again(chatting, ticket, mailed, mina, bo):  # noqa: F811
    answer("Yes, please")
    reply = send_reply(ticket, "Done.", by=bo, channel="chat")
    continue_by_email(reply.pk)

    chatting.post("join", token=token_of(reply.deliveries.get(purpose="continue")))

    assert customer_of(chatting) == mina


def test_a_link_that_another_browser_followed_proves_nothing_any_more(chatting, mailed, shop_chat):  # noqa: F811
    Shopper(shop_chat).post("join", token=mailed)

    chatting.post("join", token=mailed)

    assert verified(customer_of(chatting)) == set()


def test_a_later_link_proves_nothing_after_the_other_browser_wrote(chatting, ticket, mailed, shop_chat, bo):  # noqa: F811
    owner = Shopper(shop_chat)
    owner.chat = chatting.chat
    owner.post("join", token=mailed)
    reply = send_reply(ticket, "Here you are.", by=bo, channel="chat")
    second = LINK.search(continue_link(ticket.chats.get(), mailed_to=MINA))[1]
    assert reply
    owner.send("Who wrote here? I got a mail with a link.")

    chatting.post("join", token=second)

    assert verified(customer_of(chatting)) == set()


def test_a_shopper_who_goes_on_writing_still_proves_the_address(chatting, mailed):  # noqa: F811
    chatting.send("Are you there?")

    chatting.post("join", token=mailed)

    assert verified(customer_of(chatting)) == {MINA}


def test_a_link_from_before_proofs_were_tied_to_a_moment_opens_the_chat_and_proves_nothing(chatting, ticket):
    from django.core.signing import dumps

    old = dumps({"chat": ticket.chats.get().pk, "to": MINA}, salt=SALT, compress=True)

    assert chatting.post("join", token=old).status_code == 200
    assert verified(customer_of(chatting)) == set()


def test_whoever_follows_a_link_is_who_the_timeline_names(chatting, ticket, shop_chat):
    phone = Shopper(shop_chat)
    shown_link = chatting.post("link", chat=chatting.chat).json()["link"]
    phone.post("join", token=LINK.search(shown_link)[1])

    event = ticket.events.get(verb="continued")

    assert event.customer == customer_of(phone) != ticket.customer
