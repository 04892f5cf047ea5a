"""The channel plan: how each channel is meant to be used (R4, R5). Who looks after it, what it is for, in which tone
its customers are answered, which macros serve it, and what a contact costs. Written at Settings › Channel plan.

Hours, goals, capacity and whether a channel is offered only while it is manned are settings of their own; the plan
shows them beside.
"""

from collections.abc import Collection

from babel.numbers import is_currency
from django.core.exceptions import ValidationError
from django.core.validators import MinLengthValidator
from django.db import models
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shopbell.accounts.agent import Agent
from shopbell.channels.registry import CHANNELS
from shopbell.tickets.macro import Macro

MOST_CENTS = 1_000_000


class Purpose(models.TextChoices):
    URGENT = "urgent", _("Urgent")
    DETAILED = "detailed", _("Detailed")
    PUBLIC = "public", pgettext_lazy("channel", "Public")


class ChannelPlan(models.Model):
    channel = models.CharField(_("channel"), max_length=20, unique=True)
    owner = models.ForeignKey(
        Agent, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("owner")
    )
    purpose = models.CharField(_("purpose"), max_length=10, choices=Purpose, blank=True)
    tone = models.CharField(_("tone"), max_length=160, blank=True)
    macros = models.ManyToManyField(Macro, blank=True, related_name="+", verbose_name=_("macros"))
    cost_cents = models.PositiveIntegerField(_("cost per contact"), null=True, blank=True)
    currency = models.CharField(
        _("currency"), max_length=3, default="EUR", validators=[MinLengthValidator(3)]
    )

    class Meta:
        verbose_name, verbose_name_plural = _("channel plan"), _("channel plans")
        ordering = ["id"]

    def clean(self) -> None:
        """Raises ValidationError for what is no currency."""
        super().clean()
        if not is_currency(self.currency):
            raise ValidationError({"currency": _t("Write the currency as three capitals: EUR.")})

    def __str__(self) -> str:
        known = CHANNELS.get(self.channel)
        return str(known.label) if known else self.channel


def planned() -> models.QuerySet[ChannelPlan]:
    """A plan for each channel that the desk has; a new channel begins with an empty one."""
    known = set(ChannelPlan.objects.values_list("channel", flat=True))
    missing = [ChannelPlan(channel=kind) for kind in CHANNELS if kind not in known]
    ChannelPlan.objects.bulk_create(missing, ignore_conflicts=True)
    return ChannelPlan.objects.filter(channel__in=list(CHANNELS)).select_related("owner")


def plans_of(kinds: Collection[str]) -> dict[str, ChannelPlan]:
    """What is planned for each of these channels, where anything is."""
    return {plan.channel: plan for plan in ChannelPlan.objects.filter(channel__in=list(kinds))}


def tones_of(kinds: Collection[str]) -> dict[str, str]:
    """In which tone customers are answered on each of these channels, where the plan says one."""
    said = ChannelPlan.objects.filter(channel__in=list(kinds)).exclude(tone="")
    return dict(said.values_list("channel", "tone"))


def macros_for(kind: str) -> set[int]:
    """The keys of the macros that serve a channel."""
    chosen = ChannelPlan.macros.through.objects.filter(channelplan__channel=kind)
    return set(chosen.values_list("macro", flat=True))
