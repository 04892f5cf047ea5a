"""Reactions: an emoji of an agent or of the customer on a message."""

from collections import Counter

from django.conf import settings
from django.db import models, transaction

from shopbell.accounts.agent import Agent

from .event import Verb, record
from .message import Message

EMOJI = ["👍", "❤️", "😀", "🎉", "🙏", "👀"]


class Reaction(models.Model):
    message = models.ForeignKey(Message, models.CASCADE, related_name="reactions")
    emoji = models.CharField(max_length=16)
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True)
    customer = models.ForeignKey("customers.Customer", models.CASCADE, null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["message", "emoji", "agent", "customer"], name="reaction_once", nulls_distinct=False
            )
        ]


@transaction.atomic
def toggle_reaction(message: Message, emoji: str, *, by) -> bool:
    """Put `emoji` on `message`, or take it off if it is there; returns whether it is on. ValueError for others."""
    if emoji not in EMOJI:
        raise ValueError(f"{emoji!r} is not one of the reactions")
    who = {"agent": by} if isinstance(by, Agent) else {"customer": by}
    message.ticket.lock()
    reaction, is_new = Reaction.objects.get_or_create(message=message, emoji=emoji, **who)
    if not is_new:
        reaction.delete()
    record(message.ticket, Verb.REACTED, by=by, message=message, emoji=emoji, is_on=is_new)
    return is_new


def reactions_on(message: Message, agent: Agent) -> list[tuple[str, int, bool]]:
    """Each emoji on `message` with how many put it there and whether `agent` did, in the order of EMOJI."""
    reactions = list(message.reactions.all())
    counts = Counter(reaction.emoji for reaction in reactions)
    own = {reaction.emoji for reaction in reactions if reaction.agent_id == agent.pk}
    return [(emoji, counts[emoji], emoji in own) for emoji in EMOJI if emoji in counts]
