"""Somebody else answers than the customer asked for, or than they know: they are told so, once.

In a chat the routing says so itself, which ends no wait. By mail it stands as the first line of the answer, before the
agent writes it, who leaves it or takes it out.
"""

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from shopbell.accounts.agent import Agent
from shopbell.accounts.availability import Availability
from shopbell.accounts.team import Membership
from shopbell.channels.chat.manned import ROUTING, chats
from shopbell.channels.chat.session import ChatSession
from shopbell.channels.email.sending.language import language_for
from shopbell.channels.inbox import inbox_of
from shopbell.channels.registry import is_answered_by_mail
from shopbell.tickets.message import Kind, Message, write_reply
from shopbell.tickets.ticket import Ticket

from .capacity import chats_at_once
from .need import usual_of
from .passing import passed_at
from .team_routing import Mode, TeamRouting, routing_of
from .wish import Wish


def tell_of_colleague(ticket: Ticket, agent: Agent) -> Message | None:
    """Say in the chat of `ticket` that `agent` answers instead of somebody who is not there, as who has answered in it
    until now or helped last, or who was asked for and had no hand free.

    None where nobody is, and where the customer has left: the sentence alone would reach them as a mail.
    """
    if ticket.channel != "chat":
        return None
    routing = routing_of(ticket.team_id)
    if not routing.tells_customer:
        return None
    wished = None if _last_to_answer(ticket) else _wished(ticket)
    expected = _expected_in(ticket, routing)
    if expected in (None, agent.pk) or Message.objects.filter(ticket=ticket, rule=ROUTING).exists():
        return None
    is_in = _is_available(expected)
    if (is_in and not wished) or not _is_still_there(ticket):
        return None
    with translation.override(language_for(ticket, inbox_of(ticket))):
        said = _(
            "%(absent)s is not here right now. %(agent)s helps you and can read all that was written before."
        )
        if is_in:
            said = _(
                "%(absent)s cannot take your chat right now. %(agent)s helps you and can read all that was written"
                " before."
            )
        names = {"absent": Agent.objects.get(pk=expected).first_name, "agent": agent.first_name}
        text = said % names
    return write_reply(ticket, text, by=ROUTING, channel="chat", is_answer=False)[0]


def hint_of_wish(ticket: Ticket) -> str:
    """What who asked for somebody by name reads while nobody has their chat: that they are asked first, or why not.

    Where agents ask for the next ticket themselves nobody is asked first, and nothing is said of it.
    """
    wish = Wish.objects.filter(ticket=ticket).select_related("agent").first()
    routing = routing_of(ticket.team_id)
    if wish is None or ticket.assignee_id or not routing.tells_customer:
        return ""
    if not _is_available(wish.agent_id):
        said = _(
            "%(agent)s is not here right now: the next of us who is free takes your chat. You can close this page: your"
            " message stays."
        )
    elif wish.agent_id in passed_at(ticket.pk, timezone.now()):
        said = _(
            "%(agent)s cannot take your chat right now: the next of us who is free does. You can close this page: your"
            " message stays."
        )
    elif routing.mode == Mode.PULL:
        return ""
    else:
        said = _(
            "%(agent)s is asked first, and then whoever of us is free. You can close this page: your message stays."
        )
    return said % {"agent": wish.agent.first_name}


def first_line_of_answer(ticket: Ticket, agent: Agent) -> str:
    """What the answer of `agent` by mail may begin with: whom the customer expected is away, and `agent` knows it all.

    Empty where nobody is expected, once `agent` has answered, and where the team keeps it to itself.
    """
    if (
        ticket.assignee_id != agent.pk
        or ticket.waiting_since is None
        or not is_answered_by_mail(ticket.channel)
    ):
        return ""
    routing = routing_of(ticket.team_id)
    if routing.mode == Mode.OFF or not routing.tells_customer:
        return ""
    expected = _expected_in(ticket, routing)
    if expected in (None, agent.pk) or _is_available(expected):
        return ""
    with translation.override(language_for(ticket, inbox_of(ticket))):
        said = _(
            "%(absent)s is away at the moment, so I am answering you. I have read everything that was written before."
        )
        return said % {"absent": Agent.objects.get(pk=expected).first_name}


def _expected_in(ticket: Ticket, routing: TeamRouting) -> int | None:
    """Whom the customer expects to answer: who has answered here, whom they asked for, or who helped them last."""
    return _last_to_answer(ticket) or _wished(ticket) or _usual_of_team(ticket, routing)


def _last_to_answer(ticket: Ticket) -> int | None:
    answers = Message.objects.filter(ticket=ticket, kind=Kind.REPLY, agent__is_active=True, unsent_at=None)
    return answers.order_by("-pk").values_list("agent", flat=True).first()


def _wished(ticket: Ticket) -> int | None:
    return Wish.objects.filter(ticket=ticket).values_list("agent_id", flat=True).first()


def known_with_room(ticket: Ticket) -> int | None:
    """Whom the customer asked for, or who helped them last, and can take a chat more: where chats go to who has the
    fewest, to them first."""
    known = _wished(ticket) or _usual_of_team(ticket, routing_of(ticket.team_id))
    if known is None:
        return None
    return known if chats().filter(assignee=known).count() < chats_at_once() else None


def _is_available(agent_id: int | None) -> bool:
    return Availability.objects.available(timezone.now()).filter(agent=agent_id).exists()


def _usual_of_team(ticket: Ticket, routing: TeamRouting) -> int | None:
    """Whom the customer may expect: who helped them last, if it is somebody who could help here."""
    usual = usual_of(ticket, routing, timezone.now())
    if usual is None or ticket.team_id is None:
        return usual
    return usual if Membership.objects.filter(agent=usual, team=ticket.team_id).exists() else None


def _is_still_there(ticket: Ticket) -> bool:
    """Whether the chat is fresh, or somebody has it open."""
    chats = ChatSession.objects.filter(ticket=ticket).prefetch_related("visitors")
    return ticket.first_replied_at is None or any(chat.is_present(timezone.now()) for chat in chats)
