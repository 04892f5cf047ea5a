"""Transfer with a brief: who gets a ticket reads first what it is about, what was tried and what was promised.

The brief is a note of the timeline, and stays pinned above the messages until the receiver acknowledges it, so that
the customer need not explain again. A ticket has one unread brief at most: a later transfer carries its own.
"""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q, Value
from django.utils import timezone
from django.utils.translation import gettext as _t

from shopbell.accounts.agent import Agent
from shopbell.accounts.team import Team
from shopbell.core.errors import Refused
from shopbell.core.length import uncut
from shopbell.core.prepared import Prepared
from shopbell.core.storable import storable

from .assignment import assign_ticket, move_to_team
from .destination import Chosen, need_again, needs_of, send
from .event import Verb, record
from .message import Message, add_note
from .status import UNSOLVED
from .ticket import Ticket

MAX_CHARACTERS = 2_000
# what the customer of a ticket was told and still waits for, for who gets it; a floor above knows
PROMISED: list[Callable[[Ticket], str]] = []


def promised_so_far(ticket: Ticket) -> str:
    """The words that a brief begins with: what the desk itself has promised."""
    return "\n".join(filter(None, (words(ticket) for words in PROMISED)))


class Brief(models.Model):
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="briefs")
    note = models.ForeignKey(Message, models.CASCADE, related_name="+")
    batch = models.UUIDField(default=uuid.uuid4, db_index=True, help_text="those handed over together")
    text = models.TextField()
    tried = models.TextField(blank=True)
    promised = models.TextField(blank=True)
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    before_team = models.ForeignKey("accounts.Team", models.SET_NULL, null=True, related_name="+")
    before_assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    before_needs = models.JSONField(
        default=dict, db_default=Value({}, models.JSONField()), help_text="what it was to have, as a skill"
    )
    to_team = models.ForeignKey("accounts.Team", models.SET_NULL, null=True, related_name="+")
    to_agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    to_what = models.CharField(
        max_length=120, blank=True, default="", db_default="", help_text="as a skill, by its name then"
    )
    created_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, help_text="acknowledged, replaced or taken back")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket"], condition=Q(ended_at=None), name="one_brief_pinned")
        ]

    def is_for(self, agent: Agent) -> bool:
        """Whether `agent` is who it was written for: the receiver, or anybody of the receiving team.

        For a skill it is whoever has the ticket by then, and nobody before.
        """
        if self.to_what:
            return False
        if self.to_agent_id:
            return self.to_agent_id == agent.pk
        return self.to_team_id in agent.team_ids


@dataclass(frozen=True)
class Words:
    """What the receiver reads. Only `text` is required."""

    text: str
    tried: str = ""
    promised: str = ""

    def checked(self) -> "Words":
        """The same as it can be stored. Raises Refused without a brief, and for one that is too long."""
        words = Words(
            *(
                uncut(storable(each).strip(), MAX_CHARACTERS)
                for each in (self.text, self.tried, self.promised)
            )
        )
        if not words.text:
            raise Refused(
                _t(
                    "Write a brief: what the next person must know, so that the customer need not explain again."
                )
            )
        return words

    @property
    def note(self) -> str:
        parts = [self.text]
        if self.tried:
            parts.append(_t("Tried: %(words)s") % {"words": self.tried})
        if self.promised:
            parts.append(_t("Promised: %(words)s") % {"words": self.promised})
        return "\n\n".join(parts)


PINNED: Prepared[Brief] = Prepared(
    lambda ticket: Brief.objects.filter(ticket=ticket, ended_at=None).select_related(
        "agent", "to_team", "to_agent"
    ),
    ticket=int,
)


def pinned_brief(ticket: Ticket) -> Brief | None:
    """The brief that nobody has acknowledged yet."""
    return next(iter(PINNED(ticket=ticket.pk)), None)


@transaction.atomic
def transfer_ticket(
    ticket: Ticket, words: Words, *, by: Agent, team: Team | None = None, agent: Agent | None = None,
    chosen: Chosen | None = None, batch: uuid.UUID | None = None,
) -> Brief:  # fmt: skip
    """Give `ticket` to `team`, to `agent`, or to an agent in a team, with a brief that is pinned for them.

    With `chosen` it waits for whoever has that, such as a skill, in `team` or where it is. Raises Refused without a
    brief or a receiver, for an agent who can no longer sign in, and for a closed ticket.
    """
    words = words.checked()
    ticket.lock()
    if team is None and agent is None and chosen is None:
        raise Refused(_t("Choose a team or an agent to transfer it to."))
    if agent and chosen:
        raise Refused(_t("Choose either an agent or a skill: an agent has it whatever they can do."))
    if ticket.status not in UNSOLVED:
        raise Refused(_t("This ticket is solved: there is nothing to hand over. Reopen it first."))
    is_same_team = team is None or team.pk == ticket.team_id
    if chosen is None and is_same_team and (agent.pk if agent else None) == ticket.assignee_id:
        raise Refused(_t("It is there already. Choose somebody else."))
    before_team, before_assignee, before_needs = ticket.team, ticket.assignee, needs_of(ticket)
    what = send(ticket, team or ticket.team, chosen)
    event = record(
        ticket, Verb.TRANSFERRED, by=by, team=str(team) if team else "", to=str(agent) if agent else what,
        team_id=team.pk if team else None, to_id=agent.pk if agent else None, batch=str(batch or ""),
    )  # fmt: skip
    if team:
        move_to_team(ticket, team, by=by, cause=event)
    assign_ticket(ticket, agent, by=by, cause=event)
    note, _is_new = add_note(ticket, words.note, by=by)
    now = timezone.now()  # of both: by it an undo finds the brief that this one replaced
    ticket.briefs.filter(ended_at=None).update(ended_at=now)
    return Brief.objects.create(
        ticket=ticket, note=note, batch=batch or uuid.uuid4(), text=words.text, tried=words.tried,
        promised=words.promised, agent=by, before_team=before_team, before_assignee=before_assignee,
        before_needs=before_needs, to_team=team or ticket.team, to_agent=agent, to_what=what, created_at=now,
    )  # fmt: skip


@transaction.atomic
def acknowledge_brief(brief: Brief, *, by: Agent) -> None:
    """Take note of it: it is pinned no more. Twice leaves no trace."""
    brief.ticket.lock()
    if Brief.objects.filter(pk=brief.pk, ended_at=None).update(ended_at=timezone.now()):
        record(brief.ticket, Verb.BRIEF_READ, by=by, sender=str(brief.agent or ""))


@transaction.atomic
def take_back_transfers(briefs: Iterable[Brief], *, by: Agent) -> int:
    """Put the tickets back where they were, for who handed them over; returns how many.

    What they needed is needed again, and a brief that nobody had read stands above them again.

    A ticket whose brief was acknowledged, or that went on to somebody else since, stays where it is. Raises Refused
    when that is all of them.
    """
    count = 0
    for brief in sorted(briefs, key=lambda brief: brief.ticket_id):
        ticket = brief.ticket
        ticket.lock()
        still = Brief.objects.filter(pk=brief.pk, ended_at=None, agent=by).exists()
        if not still or (brief.to_agent_id, brief.to_team_id) != (ticket.assignee_id, ticket.team_id):
            continue
        Brief.objects.filter(pk=brief.pk).update(ended_at=timezone.now())
        ticket.briefs.filter(ended_at=brief.created_at).update(ended_at=None)
        need_again(ticket, brief.before_team, brief.before_needs)
        event = record(ticket, Verb.TRANSFER_UNDONE, by=by)
        move_to_team(ticket, brief.before_team, by=by, cause=event)
        before = brief.before_assignee
        assign_ticket(ticket, before if before and before.is_active else None, by=by, cause=event)
        count += 1
    if not count:
        raise Refused(_t("It is too late: the receiver has read the brief or passed the ticket on."))
    return count
