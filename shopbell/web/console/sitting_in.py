"""The bench beside the composer: a lead who sits in reads what the colleague is writing, and whispers from here."""

import uuid
from dataclasses import dataclass, field

from django.utils import timezone

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.live.sitting import sitters
from shopbell.tickets.draft import Draft
from shopbell.tickets.ticket import Ticket


@dataclass(frozen=True)
class Bench:
    """`drafts`: what the colleague has begun to write, the newest first; only while the agent sits in."""

    colleague: Agent | None = None
    is_sitting: bool = False
    drafts: list[Draft] = field(default_factory=list)
    client_id: str = ""  # of the next whisper


def bench_of(ticket: Ticket, agent: Agent) -> Bench | None:
    """None for whose role does not let them sit in."""
    if not agent.may(Permission.TICKET_SIT_IN):
        return None
    colleague = ticket.assignee
    if colleague is None or colleague.pk == agent.pk or agent not in sitters(ticket.pk, timezone.now()):
        return Bench(colleague if colleague != agent else None)
    drafts = Draft.objects.filter(ticket=ticket, agent=colleague).order_by("-updated_at")
    return Bench(colleague, is_sitting=True, drafts=list(drafts), client_id=str(uuid.uuid4()))
