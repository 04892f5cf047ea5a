"""The composer: by which channels an agent can answer this ticket, and what macros may say in it."""

import uuid
from collections.abc import Container
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from shopbell.accounts.permission import Permission
from shopbell.channels.email.sending.answer_warning import answer_warning
from shopbell.channels.public_answer import why_not_in_public
from shopbell.channels.registry import CHANNELS, Channel, answering
from shopbell.channels.reply import recipient_of
from shopbell.core.errors import Refused
from shopbell.routing.channel_plan import tones_of
from shopbell.routing.fallback import first_line_of_answer
from shopbell.shop.order_words import order_of, words_of_order
from shopbell.tickets.draft import Draft, drafts_of
from shopbell.tickets.macro import words_of
from shopbell.tickets.scheduled_reply import proposals
from shopbell.tickets.snooze import Offer
from shopbell.tickets.status import Status
from shopbell.tickets.ticket import Ticket
from shopbell.tickets.views.draft import draft_json


@dataclass(frozen=True)
class Composer:
    """`channels` in the order offered: where the customer wrote last comes first. `recipients` by kind of channel."""

    channels: list[Channel]
    recipients: dict[str, str]
    client_id: str
    may_reply: bool
    may_note: bool
    may_update: bool
    is_closed: bool
    warning: str = ""  # about the address that an answer by mail goes to
    tones: dict[str, str] = field(default_factory=dict)  # by channel, in which its customers are answered
    obstacle: str = ""  # why there is no channel to answer on
    later: list[Offer] = field(default_factory=list)  # when it may be sent instead of now
    language: str = ""  # in which the customer is answered, for the browser's spelling
    drafts: list[Draft] = field(default_factory=list)  # of this agent, the newest first
    first_line: str = ""  # what the answer may begin with: it stands there until somebody takes it out

    @property
    def begun(self) -> list[dict[str, Any] | None]:
        """The drafts as the script takes them."""
        drafts = [draft_json(draft) for draft in self.drafts]
        if self.first_line and self.channels and not any(draft.kind == "reply" for draft in self.drafts):
            drafts.append(_answer_begun_with(self.first_line, self.channels[0].kind))
        return drafts


def _answer_begun_with(line: str, channel: str) -> dict[str, Any]:
    """An answer that nobody has touched yet, as the script takes drafts; the desk has none."""
    return {
        "kind": "reply",
        "version": 0,
        "text": f"{line}\n\n",
        "html": "",
        "channel": channel,
        "client_id": str(uuid.uuid4()),
        "in_reply_to": None,
        "people": None,
        "beginning": None,
        "is_shared": False,
        "macros": [],
        "uploads": [],
    }


def composer_of(
    ticket: Ticket,
    agent,
    written_on: Container[str] | None = None,
    *,
    has_automatic: bool = True,
    has_drafts: bool = True,
) -> Composer:
    """`written_on`: the channels of the ticket's messages, where they are known already; so the others."""
    recipients, obstacle = _open_to(agent, *recipients_of(ticket, written_on))
    return Composer(
        channels=[CHANNELS[kind] for kind in recipients],
        recipients=recipients,
        tones=tones_of(recipients),
        client_id=str(uuid.uuid4()),
        may_reply=agent.may(Permission.TICKET_REPLY),
        may_note=agent.may(Permission.TICKET_NOTE),
        may_update=agent.may(Permission.TICKET_UPDATE),
        is_closed=ticket.status == Status.CLOSED,
        warning=answer_warning(ticket, recipients["email"], may_be_list=has_automatic)
        if "email" in recipients
        else "",
        obstacle=obstacle,
        later=proposals(ticket, timezone.now()),
        language=ticket.language or ticket.customer.language,
        drafts=drafts_of(ticket, agent) if has_drafts else [],
        first_line=first_line_of_answer(ticket, agent),
    )


def recipients_of(ticket: Ticket, written_on: Container[str] | None = None) -> tuple[dict[str, str], str]:
    """The kinds of channel that can reach this customer, each with where it would, and when there is none, why."""
    if written_on is None:
        written_on = set(ticket.messages.order_by().values_list("channel", flat=True).distinct())
    first = answering(ticket.channel) if ticket.channel in CHANNELS else None
    others = [channel for channel in CHANNELS.values() if channel != first and not channel.answered_by]
    reachable: dict[str, str] = {}
    obstacle = ""
    for channel in [first, *others] if first else others:
        if channel != first and not channel.recipient and channel.kind not in written_on:
            continue  # without an address of its own it exists only where the customer wrote on it
        try:
            recipient = recipient_of(ticket, channel.kind)
        except Refused as refusal:
            obstacle = obstacle or str(refusal)
        else:
            reachable[channel.kind] = recipient
    return reachable, "" if reachable else obstacle


def _open_to(agent, recipients: dict[str, str], obstacle: str) -> tuple[dict[str, str], str]:
    """The same without the public channels on which `agent` may not answer."""
    refused = {kind: why_not_in_public(agent, CHANNELS[kind]) for kind in recipients}
    left = {kind: recipient for kind, recipient in recipients.items() if not refused[kind]}
    return left, obstacle if left else next(filter(None, refused.values()), obstacle)


def macro_words(ticket: Ticket, agent) -> dict[str, Any]:
    """What macros may name in this ticket, the order included when there is one."""
    words = words_of(ticket, agent)
    if order := order_of(ticket, agent):
        words["order"] = words_of_order(order)
    return words
