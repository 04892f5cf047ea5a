"""A skill that a ticket was transferred to: whoever is given it must have that at this level, until it is solved."""

from collections.abc import Mapping
from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _t

from shopbell.accounts.availability import Choice as Presence
from shopbell.accounts.availability import presence_word, states_of
from shopbell.accounts.team import Membership, Team
from shopbell.core.errors import Refused
from shopbell.core.row_key import row_key
from shopbell.tickets.destination import Choice
from shopbell.tickets.ticket import Ticket

from .skill import AgentSkill, Level, Skill


class SkillWish(models.Model):
    ticket = models.OneToOneField(Ticket, models.CASCADE, related_name="skill_wish")
    skill = models.ForeignKey(Skill, models.CASCADE, related_name="+")
    level = models.PositiveSmallIntegerField(choices=Level)
    created_at = models.DateTimeField(default=timezone.now)


def choices() -> list[Choice]:
    """Each skill at each level that somebody has, with them, the best level last."""
    rows = AgentSkill.objects.filter(agent__is_active=True).select_related("agent", "skill")
    states = states_of([row.agent for row in rows], timezone.now())

    def is_here(row: AgentSkill) -> bool:
        return states[row.agent_id] == Presence.AVAILABLE

    found: dict[tuple[Skill, int], list[AgentSkill]] = {}
    for row in rows.order_by("skill__name", "level", "agent__name"):
        found.setdefault((row.skill, row.level), []).append(row)
    return [
        Choice(
            f"{skill.pk}-{level}",
            named(skill, level),
            [str(row.agent) for row in _from(level, skill, found) if is_here(row)],
            [
                f"{row.agent} ({presence_word(states[row.agent_id])})"
                for row in _from(level, skill, found)
                if not is_here(row)
            ],
        )
        for skill, level in found
    ]


def _from(level: int, skill: Skill, found: Mapping[tuple[Skill, int], list[AgentSkill]]) -> list[AgentSkill]:
    return [
        row for (other, reached), rows in found.items() if other == skill and reached >= level for row in rows
    ]


def named(skill: Skill, level: int) -> str:
    return f"{skill} · {Level(level).label}"


def send(ticket: Ticket, team: Team | None, value: str) -> str:
    """Have `ticket`, which goes to `team`, need the chosen skill. Raises Refused where nobody there has it."""
    pk, _, level = value.partition("-")
    skill = Skill.objects.filter(pk=row_key(pk)).first()
    if skill is None or level not in {str(each) for each in Level.values}:
        raise Refused(_t("This skill is no more. Choose another."))
    having = AgentSkill.objects.filter(skill=skill, level__gte=int(level), agent__is_active=True)
    if team:
        having = having.filter(agent__in=Membership.objects.filter(team=team).values("agent"))
    name = named(skill, int(level))
    if not having.exists():
        raise _nobody(team, name)
    SkillWish.objects.create(ticket=ticket, skill=skill, level=int(level))
    return name


def _nobody(team: Team | None, name: str) -> Refused:
    if team is None:
        return Refused(_t("Nobody has this any more: %(skill)s. Choose another.") % {"skill": name})
    said = _t("Nobody in %(team)s has this: %(skill)s. Choose the team of somebody who has it.")
    return Refused(said % {"team": team, "skill": name})


def forget(ticket: Ticket, *, before: datetime | None = None) -> None:
    """It is needed no more; with `before`, only what was wished until then."""
    wishes = SkillWish.objects.filter(ticket=ticket)
    (wishes.filter(created_at__lt=before) if before else wishes).delete()


def needed(ticket: Ticket) -> str:
    """What `ticket` is to have, as `send` takes it."""
    wish = SkillWish.objects.filter(ticket=ticket).first()
    return f"{wish.skill_id}-{wish.level}" if wish else ""


def beyond(levels: Mapping[int, int]) -> Q:
    """The tickets that were transferred to a skill which somebody with these `levels` lacks."""
    within = Q(pk__in=[])
    for skill, level in levels.items():
        within |= Q(skill=skill, level__lte=level)
    return Q(pk__in=SkillWish.objects.exclude(within).values("ticket"))
