"""Forwards: an agent passes on what a customer wrote to them. The ticket is the customer's, not the agent's.

The mail inside is the customer's message with its own date; what the agent wrote above it is a note. Whose address it
is nobody has proven: it stands in a text that anybody could write. Only agents forward to us in this sense; what a
shopper forwards is a shopper's mail. Anybody can write an agent's address: where something speaks against the sender,
or the DNS owes us the answer, it is no agent's forward.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.db import models

from shopbell.accounts.agent import Agent
from shopbell.core.prepared import Prepared
from shopbell.tickets.event import Verb, record
from shopbell.tickets.message import Message, add_note
from shopbell.tickets.rule_note import add_rule_note
from shopbell.tickets.ticket import Ticket

from ..authenticity.verdict import Standing, Verdict
from ..email_message import EmailMessage
from ..parse import Inbound, parse
from ..raw_mail import RawMail
from . import token
from .forwarded import Forwarded, looks_forwarded, take_apart
from .party import is_own


class PassedMail(models.Model):
    """`note` holds what the agent wrote above it. While `is_undone` it is the agent's own mail, as it came."""

    message = models.OneToOneField(Message, models.CASCADE, primary_key=True, related_name="passed_on")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    note = models.ForeignKey(Message, models.CASCADE, null=True, related_name="+")
    is_undone = models.BooleanField(default=False)


@dataclass(frozen=True)
class Passed:
    """A mail that an agent passed on."""

    agent: Agent
    forwarded: Forwarded
    is_proven: bool  # the mail truly comes from the agent's mailbox


def find_passed_on(raw: RawMail, inbound: Inbound, verdict: Verdict | None) -> Passed | None:
    """The customer's mail that an agent passes on with `inbound`; None for all other mail.

    An answer by our token is no forward, whatever its subject says.
    """
    if not inbound.sender or (verdict and not verdict.proves_mailbox):
        return None
    if not looks_forwarded(inbound):  # nearly all mail: nobody is asked for an agent
        return None
    agent = agent_at(inbound.sender.address)
    named = [*raw.recipients, *(each.address for each in [*inbound.to, *inbound.cc][:50])]
    if agent is None or token.read_all(named):
        return None
    forwarded = read_inside(raw, inbound, agent)
    is_proven = verdict is not None and verdict.standing == Standing.VERIFIED
    return Passed(agent, forwarded, is_proven) if forwarded else None


def read_inside(raw: RawMail, inbound: Inbound, agent: Agent | None) -> Forwarded | None:
    """The mail inside `inbound`, which `agent` forwarded."""
    zone: tzinfo = UTC
    with suppress(ZoneInfoNotFoundError, ValueError, OSError):
        zone = ZoneInfo(agent.time_zone) if agent and agent.time_zone else UTC
    return take_apart(inbound, before=raw.received_at, zone=zone, is_ours=_is_ours)


def as_it_stands(mail: EmailMessage) -> Inbound:
    """`mail` read from its bytes once more: the customer's inside it, when it was forwarded and nobody said no."""
    inbound = parse(mail.raw.raw)
    forward = PassedMail.objects.select_related("agent").filter(pk=mail.pk, is_undone=False).first()
    inside = read_inside(mail.raw, inbound, forward.agent) if forward else None
    return inside.inbound if inside else inbound


def _is_ours(address: str) -> bool:
    """Whether the desk or an agent writes from there: the customer is whoever does not."""
    return is_own(address) or agent_at(address) is not None


def agent_at(address: str) -> Agent | None:
    """The agent who works here and has this address."""
    return AGENT.first(address=address)


AGENT = Prepared(  # every mail asks
    lambda address: Agent.objects.filter(email__iexact=address, is_active=True).order_by("pk"), address=str
)


def keep_passed_on(message: Message, passed: Passed, at: datetime) -> None:
    """Note that `message` was passed on, with what the agent wrote above it.

    Without proof that it is theirs the note is no agent's word: colleagues act on those.
    """
    agent, above = passed.agent, passed.forwarded.above
    note = None
    if above:
        if passed.is_proven:
            note = add_note(message.ticket, above, by=agent, at=at)[0]
        else:
            note = add_rule_note(
                message.ticket, "above_forward", by="Forwarded mail", below=above, at=at, agent=agent.email
            )[0]
    PassedMail.objects.create(message=message, agent=agent, note=note)
    sent_at = passed.forwarded.inbound.date
    if sent_at and sent_at < message.created_at:
        Message.objects.filter(pk=message.pk).update(created_at=sent_at)
        message.created_at = sent_at
    record(message.ticket, Verb.PASSED_ON, message=message, at=at, agent=str(agent))


def is_passed_on(message: Message) -> bool:
    return PASSED_ON.first(message=message.pk) is not None


PASSED_ON = Prepared(
    lambda message: PassedMail.objects.filter(pk=message, is_undone=False), message=int
)  # asked of every mail that may be acknowledged


def passed_on_in(ticket: Ticket) -> PassedMail | None:
    """What `ticket` was made of, while nothing else of its customer is in it: then an agent may say that it is none."""
    forward = PassedMail.objects.select_related("agent").filter(message__ticket=ticket).first()
    if forward is None or not was_opened_by(ticket, forward):
        return None
    if ticket.messages.filter(customer__isnull=False).exclude(pk=forward.pk).exists():
        return None
    return forward


def was_opened_by(ticket: Ticket, forward: PassedMail) -> bool:
    """Whether `ticket` began with this mail, which has not come into it by a merge or a split."""
    came_here = ticket.events.filter(verb=Verb.PASSED_ON, message=forward.pk).exists()
    return came_here and not ticket.messages.filter(pk__lt=forward.pk).exists()
