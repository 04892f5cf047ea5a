"""Capacity: how much of an agent a ticket of each channel takes, of 100. A call fills, three chats do, mails wait.

How many tickets an agent looks after at all is said with the agent (`Agent.capacity`).
"""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from shopbell.channels.registry import CHANNELS

CALL = "call"  # what a ticket whose call is due takes of an agent, as a channel
FIRST_WEIGHTS = {"chat": 33, CALL: 100}
FULL = 100


class CapacityPolicy(models.Model):
    """What the house says of it: one row, written at Settings › Capacity."""

    weights = models.JSONField(
        default=dict, blank=True, help_text="by channel; FIRST_WEIGHTS for those not named"
    )

    @classmethod
    def current(cls) -> "CapacityPolicy":
        return cls.objects.filter(pk=1).first() or cls(pk=1)

    def clean(self) -> None:
        """Raises ValidationError for what is no part of an agent: who talks to somebody is never free for any number of
        others."""
        kinds = weighed()
        for kind, weight in self.weights.items():
            if type(weight) is not int or not 0 <= weight <= FULL:
                raise ValidationError(_("Write a whole number from 0 to 100."))
            if kind in FIRST_WEIGHTS and kind in kinds and not weight:
                raise ValidationError(
                    _(
                        "“%(channel)s” needs 1 at least: at 0 one agent would be given any number of them at once. To"
                        " take none, switch them off in their inbox."
                    )
                    % {"channel": kinds[kind]}
                )

    def weight_of(self, channel: str) -> int:
        """How much of an agent a ticket of `channel` takes; 0 for one that waits beside others."""
        return self.weights.get(channel, FIRST_WEIGHTS.get(channel, 0))


def weighed() -> dict[str, str]:
    """What takes something of an agent, by kind, with its name: tickets of each channel that has inboxes of its own or
    is answered there, and calls of any."""
    coming = [each for each in CHANNELS.values() if each.settings_form or not each.answered_by]
    return {each.kind: str(each.label) for each in coming} | {
        CALL: pgettext("what takes an agent's time", "Call")
    }


def live_channels(policy: CapacityPolicy) -> list[str]:
    """The channels whose tickets take a weight of an agent: there a customer waits before the screen."""
    return [kind for kind in CHANNELS if policy.weight_of(kind)]


def chats_at_once() -> int:
    """How many chats fill one agent; where they take nothing of them, as many as they do at first."""
    return 100 // (CapacityPolicy.current().weight_of("chat") or FIRST_WEIGHTS["chat"]) or 1
