"""Reactions: an emoji of an agent or of the customer on a message."""

from collections import Counter

from django.conf import settings
from django.db import models, transaction

from shopbell.accounts.agent import Agent
from shopbell.customers.customer import Customer

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
    """Put `emoji` on `message`, or take it off if it is there; returns whether it is on.

    ValueError for others than EMOJI, but for those that somebody put there by mail.
    """
    if emoji not in EMOJI and not message.reactions.filter(emoji=emoji).exists():
        raise ValueError(f"{emoji!r} is not one of the reactions")
    who = {"agent": by} if isinstance(by, Agent) else {"customer": by}
    message.ticket.lock()
    reaction, is_new = Reaction.objects.get_or_create(message=message, emoji=emoji, **who)
    if not is_new:
        reaction.delete()
    record(message.ticket, Verb.REACTED, by=by, message=message, emoji=emoji, is_on=is_new)
    return is_new


@transaction.atomic
def add_reaction(message: Message, emoji: str, *, by: Customer) -> Reaction:
    """Put the `emoji` of a customer on `message`, whichever emoji it is; once."""
    message.ticket.lock()
    reaction, is_new = Reaction.objects.get_or_create(message=message, emoji=emoji, customer=by)
    if is_new:
        record(message.ticket, Verb.REACTED, by=by, message=message, emoji=emoji, is_on=True)
    return reaction


def reactions_on(message: Message, agent: Agent) -> list[tuple[str, int, bool]]:
    """Each emoji on `message` with how many put it there and whether `agent` did, EMOJI's own first."""
    reactions = list(message.reactions.all())
    counts = Counter(reaction.emoji for reaction in reactions)
    own = {reaction.emoji for reaction in reactions if reaction.agent_id == agent.pk}
    return [
        (emoji, counts[emoji], emoji in own) for emoji in dict.fromkeys([*EMOJI, *counts]) if counts[emoji]
    ]
