"""The use of a macro: a row per message that was sent with it. It counts, and knows what the macro changed."""

from collections.abc import Collection, Iterable
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from shopbell.accounts.agent import Agent

from .macro import Macro
from .macro_action import hold_for, perform_steps, restore_steps
from .message import Message
from .ticket import Ticket

COUNTED = timedelta(days=30)


class MacroUse(models.Model):
    macro = models.ForeignKey(Macro, models.CASCADE, related_name="uses")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    message = models.ForeignKey(Message, models.CASCADE, related_name="macro_uses")
    done = models.JSONField(default=list, help_text="what its steps changed, to be put back")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "macro"], name="macro_once")]
        indexes = [models.Index(fields=["macro", "at"], name="macro_use_by_time")]


def hold_for_macros(ticket: Ticket, ids: Collection[int], *, by: Agent) -> None:
    """Hold what these macros will need; before `ticket` is held, in the transaction that will use them."""
    if ids:
        macros = Macro.objects.usable_by(by).filter(pk__in=ids)
        hold_for(ticket, [step.get("do", "") for macro in macros for step in macro.actions])


def hold_to_take_back(message: Message) -> None:
    """The same for taking back what the macros of `message` did."""
    uses = message.macro_uses.all()
    hold_for(message.ticket, [change["do"] for use in uses for change in use.done])


def use_macros(message: Message, ids: Iterable[int], *, by: Agent) -> None:
    """Do what the macros say whose words are in `message`; in the transaction that writes it.

    Raises Refused when a rule says no to one of their steps: then nothing is sent.
    """
    macros = Macro.objects.usable_by(by).in_bulk(list(ids))
    for macro in (macros[pk] for pk in dict.fromkeys(ids) if pk in macros):
        done = perform_steps(message.ticket, macro.actions, by=by)
        MacroUse.objects.create(macro=macro, agent=by, message=message, done=done)


def take_back_macros(message: Message, *, by: Agent) -> list[int]:
    """Undo what the macros of a reply changed that is taken back; returns which they were."""
    uses = list(message.macro_uses.order_by("pk"))
    for use in reversed(uses):
        restore_steps(message.ticket, use.done, by=by)
    MacroUse.objects.filter(pk__in=[use.pk for use in uses]).delete()
    return [use.macro_id for use in uses]
