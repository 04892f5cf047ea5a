"""How the tickets of a team find their agent: a row for each team where the desk does more than it did before.

A team without a row goes on as ever: its chats are given to who knows the customer or has the fewest, everything else
waits until somebody takes it. The row of no team is about the tickets that are anybody's.
"""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shopbell.core.prepared import Prepared


class Mode(models.TextChoices):
    OFF = (
        "off",
        _("Agents take tickets themselves; chats go to whom the customer knows, else to who has the fewest"),
    )
    DIRECT = "direct", _("Tickets are given to the agent who fits best")
    PUSH = "push", _("Tickets are offered to the agent who fits best, who accepts")
    PULL = "pull", _("Agents ask for the next ticket")


class TeamRouting(models.Model):
    team = models.OneToOneField(
        "accounts.Team", models.CASCADE, null=True, blank=True, related_name="routing", verbose_name=_("team")
    )
    mode = models.CharField(_("how"), max_length=8, choices=Mode, default=Mode.OFF)
    accept_seconds = models.PositiveSmallIntegerField(
        _("seconds to accept"), default=30, validators=[MinValueValidator(5), MaxValueValidator(600)]
    )
    away_after = models.PositiveSmallIntegerField(
        _("missed offers until away"), default=2, db_default=2, validators=[MaxValueValidator(20)]
    )
    usual_days = models.PositiveSmallIntegerField(
        _("same agent again within days"), default=60, validators=[MaxValueValidator(3650)]
    )

    backlog_of_ten = models.PositiveSmallIntegerField(
        _("of ten tickets, from the backlog"), default=0, validators=[MaxValueValidator(9)]
    )

    tells_customer = models.BooleanField(_("tell customers that a colleague answers instead"), default=True)

    class Meta:
        verbose_name, verbose_name_plural = _("routing"), _("routing")
        ordering = [models.F("team__name").asc(nulls_first=True)]
        constraints = [
            models.UniqueConstraint(fields=["team"], name="routing_once_for_a_team", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        return str(self.team) if self.team else _t("No team")


GIVES = [Mode.DIRECT, Mode.PUSH]  # the desk itself looks for somebody
NO_ROUTING = TeamRouting(mode=Mode.OFF, away_after=0)  # nobody could say otherwise


def routing_of(team_id: int | None) -> TeamRouting:
    """How the tickets of a team (None: of no team) are routed."""
    return (OF_TEAM.first(team=team_id) if team_id else OF_NO_TEAM.first()) or NO_ROUTING


# asked for every message that comes in
OF_TEAM = Prepared(lambda team: TeamRouting.objects.filter(team=team).order_by(), team=int)
OF_NO_TEAM = Prepared(lambda: TeamRouting.objects.filter(team=None).order_by())
ROUTED = Prepared(lambda: TeamRouting.objects.exclude(mode=Mode.OFF).order_by())  # every page asks


def is_routed(team_id: int | None) -> bool:
    """Whether the tickets of a team find somebody in another way than ever."""
    return routing_of(team_id).mode != Mode.OFF


def forget_team(team, heir, *, by) -> None:
    """A team goes: how its tickets were routed goes with it, since its heir has ways of its own."""
    TeamRouting.objects.filter(team=team).delete()
