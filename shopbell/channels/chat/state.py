"""How a chat stands, for the shopper's browser: who has it and is there, how far both sides have read.

Written as SQL, because every message makes every open browser ask for it: one plain query takes a
fifth of the time of the same through the ORM.
"""

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from shopbell.accounts.agent import Agent
from shopbell.accounts.availability import PRESENCE, Choice
from shopbell.tickets.status import UNSOLVED, Status

from ..expectation import wait_of
from ..registry import is_answered_by_mail
from ..while_waiting import agreed_call
from .bubble import person
from .session import ChatSession

STATE = """
    select chat.got_message_id, chat.seen_message_id, chat.ticket_id, ticket.status, ticket.channel,
        agent.id, agent.name, agent.email, agent.title, agent.photo,
        coalesce(here.chosen = %(available)s and here.seen_at > %(since)s and agent.is_active, false),
        coalesce((select max(message_id) from tickets_seen where ticket_id = chat.ticket_id), 0),
        coalesce((select typed.address from channel_chat_typedaddress typed
            join channel_chat_visitor visitor on visitor.id = typed.visitor_id
            join channel_chat_chatsession_visitors part on part.visitor_id = visitor.id
            where part.chatsession_id = chat.id and visitor.customer_id = coalesce(chat.owner_id, ticket.customer_id)
            order by typed.id limit 1), ''),
        (ticket.first_replied_at is null or ticket.assignee_id is null and ticket.waiting_since is not null)
            and ticket.status in ('new', 'open')
    from channel_chat_chatsession chat
    join tickets_ticket ticket on ticket.id = chat.ticket_id
    left join accounts_agent agent on agent.id = ticket.assignee_id
    left join accounts_availability here on here.agent_id = agent.id
    where chat.id = %(chat)s
"""
READABLE = """
    and chat.inbox_id = %(inbox)s
    and not exists (select 1 from tickets_deletion where ticket_id = chat.ticket_id) and exists (
        select 1 from channel_chat_chatsession_visitors part
        join channel_chat_visitor visitor on visitor.id = part.visitor_id
        where part.chatsession_id = chat.id and visitor.token_hash = %(token_hash)s)
"""


def state_of(session: ChatSession) -> dict:
    """The state of a chat that the reader was let into."""
    state = _state(STATE, chat=session.pk)
    assert state
    return state[1]


def readable_state(chat_id: int, *, inbox_id: int, token_hash: str) -> tuple[ChatSession, dict] | None:
    """The chat and its state for the browser with this secret; None when it takes no part in such a chat.

    Of the ChatSession only its marks and its keys are there.
    """
    return _state(STATE + READABLE, chat=chat_id, inbox=inbox_id, token_hash=token_hash)


def _state(sql: str, **given) -> tuple[ChatSession, dict] | None:
    with connection.cursor() as cursor:
        cursor.execute(sql, given | {"available": Choice.AVAILABLE.value, "since": timezone.now() - PRESENCE})
        row = cursor.fetchone()
    if row is None:
        return None
    (
        got,
        seen,
        ticket_id,
        status,
        channel,
        agent_id,
        name,
        email,
        title,
        photo,
        is_here,
        seen_by_agent,
        address,
        waits_for_somebody,
    ) = row
    agent = Agent(pk=agent_id, name=name, email=email, title=title, photo=photo) if agent_id else None
    is_by_mail = is_answered_by_mail(channel)
    session = ChatSession(pk=given["chat"], ticket_id=ticket_id, got_message_id=got, seen_message_id=seen)
    return session, {
        "id": given["chat"],
        "number": ticket_id,
        "topic": f"ticket-{ticket_id}",
        "is_open": status in UNSOLVED,
        "is_closed": status == Status.CLOSED,
        "is_by_mail": is_by_mail,
        "email": address,
        "agent": person(agent) if agent else None,
        "is_agent_here": is_here,
        "seen_by_agent": seen_by_agent,
        "seen_by_you": seen,
        "call": agreed_call(ticket_id) if status in UNSOLVED else "",
        "wait": _wait(ticket_id, address if is_by_mail else "") if waits_for_somebody else None,
    }


def _wait(ticket_id: int, mailed_to: str) -> dict[str, str] | None:
    """What who waits may expect; whom the answer reaches by mail reads where."""
    wait = wait_of(ticket_id)
    if wait and mailed_to:
        wait["hint"] = _("We answer by e-mail to {}, and here.").replace("{}", mailed_to)
    return wait
