"""Followers: agents who want to hear of a ticket that is not theirs. What they hear is the notifications' affair."""

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext as _

from shopbell.accounts.agent import Agent
from shopbell.core.errors import Refused

from .event import Verb, record
from .ticket import Ticket


class Follower(models.Model):
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="followers")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="following")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "agent"], name="follows_once")]


@transaction.atomic
def follow_ticket(ticket: Ticket, agent: Agent, *, by) -> None:
    """Let `agent` hear of `ticket` from now on; twice leaves no trace.

    Raises Refused for an agent who may not read it.
    """
    ticket.lock()
    refuse_who_may_not_read(ticket, [agent])
    _follower, is_new = Follower.objects.get_or_create(ticket=ticket, agent=agent)
    if is_new:
        record(ticket, Verb.FOLLOWED, by=by, to=str(agent), to_id=agent.pk)


@transaction.atomic
def unfollow_ticket(ticket: Ticket, agent: Agent, *, by) -> None:
    """Let `agent` hear of `ticket` no more; leaves no trace when they did not follow it."""
    ticket.lock()
    deleted, _rows = Follower.objects.filter(ticket=ticket, agent=agent).delete()
    if deleted:
        record(ticket, Verb.UNFOLLOWED, by=by, to=str(agent), to_id=agent.pk)


def refuse_who_may_not_read(ticket: Ticket, agents: list[Agent]) -> None:
    """Raise Refused with the names of those of `agents` from whom `ticket` is kept."""
    names = [
        str(agent) for agent in agents if not Ticket.objects.visible_to(agent).filter(pk=ticket.pk).exists()
    ]
    if names:
        raise Refused(
            _("%(names)s may not read this ticket. Move it to a team of theirs first, or leave them out.")
            % {"names": ", ".join(names)}
        )
