"""Capacity: how much of an agent a ticket of each channel takes, of 100. A call fills, three chats do, mails wait.

How many tickets an agent looks after at all is said with the agent (`Agent.capacity`).
"""

from django.db import models

from shopbell.channels.registry import CHANNELS

FIRST_WEIGHTS = {"chat": 33, "call": 100}


class CapacityPolicy(models.Model):
    """What the house says of it: one row, written at Settings › Capacity."""

    weights = models.JSONField(
        default=dict, blank=True, help_text="by channel; FIRST_WEIGHTS for those not named"
    )

    @classmethod
    def current(cls) -> "CapacityPolicy":
        return cls.objects.filter(pk=1).first() or cls(pk=1)

    def weight_of(self, channel: str) -> int:
        """How much of an agent a ticket of `channel` takes; 0 for one that waits beside others."""
        return self.weights.get(channel, FIRST_WEIGHTS.get(channel, 0))


def live_channels(policy: CapacityPolicy) -> list[str]:
    """The channels whose tickets take a weight of an agent: there a customer waits before the screen."""
    return [kind for kind in CHANNELS if policy.weight_of(kind)]


def chats_at_once() -> int:
    """How many chats fill one agent; where they take nothing of them, as many as they do at first."""
    return 100 // (CapacityPolicy.current().weight_of("chat") or FIRST_WEIGHTS["chat"]) or 1
