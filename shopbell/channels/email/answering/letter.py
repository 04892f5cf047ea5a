"""The letter to an agent whose answer by mail was not taken: why, what they wrote, and how it can be sent after all.

Few an hour, so that whoever writes in an agent's name cannot fill their mailbox; and marked as a program's mail, as all
letters of the desk are, so that no other program answers.
"""

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from shopbell.accounts.agent import Agent
from shopbell.accounts.letter import send_soon
from shopbell.core.rate import uses_of
from shopbell.tickets.message import Message
from shopbell.tickets.ticket import Ticket

from ..parse import Inbound
from .gate import NotTaken, Why
from .offer import direct_line, offer_for, offer_lines, with_line_above
from .token import Mode, without_answer_tokens

MOST_AN_HOUR = 6
SHOWN = 5000  # characters of what they wrote
SENTENCES: dict[Why, str | Promise] = {
    Why.MACHINE: _("Its subject is that of an automatic answer. Give it another one to send it."),
    Why.UNKNOWN: _("The address that it went to is none that the desk gave you."),
    Why.STRANGER: _(
        "A mail came to the answer address of one of your notifications, and not from your own address. Whoever got "
        "the notification from you may have written it. It became neither a reply nor a message. If it was you, "
        "answer from the address that the desk knows."
    ),
    Why.UNPROVEN: _(
        "A mail in your name came to the answer address of one of your notifications, and nothing proves that it comes "
        "from your mailbox. It became neither a reply nor a message. If it was you, whoever looks after your mail can "
        "help: its server has to sign what you send (DKIM), or be named by your domain (SPF)."
    ),
    Why.ANOTHERS: _("It went to the answer address of a colleague's notification. Answer one of your own."),
    Why.ELSEWHERE: _(
        "A mail of yours came to an answer address of the desk that its To does not name, or not alone. It became "
        "neither a reply nor a message. If it was you, send it to that address alone."
    ),
    Why.CLOSED: _("This desk takes no answers by mail. Answer in the desk."),
    Why.EXPIRED: _("The mail that you answered is too old. Answer this one to send your words."),
    Why.GONE: _("The ticket is gone, or you may not see it any more."),
    Why.WHICH: _(
        "The mail that you answered tells of several tickets. Write to the address that stands below the ticket."
    ),
    Why.ROLE: _("Your role does not allow this. Ask an admin."),
}


def tell(
    refusal: NotTaken,
    inbound: Inbound,
    mode: Mode,
    seen_message_id: int,
    *,
    because: str = "",
    text: str = "",
) -> None:
    """Write to whoever `refusal` is to be told, in the caller's transaction. `text`: what they wrote.

    `seen_message_id`: the last message of the ticket that they know, with this letter.
    """
    agent = refusal.tell
    if agent is None or uses_of(f"answer letter {agent.pk}", seconds=3600)[0] > MOST_AN_HOUR:
        return
    with override(agent.language):
        subject = (
            _t("Your answer was not sent") if refusal.is_proven else _t("A mail in your name was not taken")
        )
        why = because or str(SENTENCES[refusal.why])
        parts = [why]
        headers: dict[str, str] = {}
        if not refusal.is_proven and inbound.sender:
            parts.append(_t("It says that it is from %(sender)s.") % {"sender": inbound.sender.address})
        if refusal.is_proven and text.strip():
            parts.append(_t("You wrote:") + "\n" + without_answer_tokens(text.strip())[:SHOWN])
        if refusal.ticket is not None:
            parts.append(f"#{refusal.ticket.pk} · {refusal.ticket}\n{_place(refusal.ticket)}")
            offered, headers = _offered(agent, refusal, mode, seen_message_id)
            parts += offered
        send_soon(agent.email, subject, with_line_above("\n\n".join(parts)), headers)


def _offered(
    agent: Agent, refusal: NotTaken, mode: Mode, seen_message_id: int
) -> tuple[list[str], dict[str, str]]:
    """How to send it after all, and the headers that let an answer to the letter do so."""
    offer = offer_for(agent, refusal.ticket, seen_message_id) if refusal.ticket else None
    address = offer.address(mode) if offer else ""
    if offer is None or not address:
        return [], {}
    return ["\n".join([direct_line(offer, mode), *offer_lines(offer)])], {"Reply-To": address}


def new_words(messages: list[Message]) -> str:
    """What came in between, as the letter shows it."""
    return "\n\n".join(
        "\n".join(
            [
                _t("%(name)s wrote:") % {"name": each.author or ""},
                *(f"> {line}" for line in each.said[:SHOWN].split("\n")),
            ]
        )
        for each in messages
    )


def _place(ticket: Ticket) -> str:
    return settings.SITE_URL + reverse("ticket", args=[ticket.pk])
