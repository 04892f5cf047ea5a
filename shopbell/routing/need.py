"""What a ticket needs of whoever answers it, read from its reason, its language, its channel and its customer."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import cached_property

from django.db.models import Q

from shopbell.tickets.complexity import is_complex
from shopbell.tickets.reason import ContactReason
from shopbell.tickets.ticket import Ticket

from . import skill_wish
from .capacity import CapacityPolicy
from .passing import passed_at
from .promise import is_at_risk
from .score import Need, Wanted
from .skill import Level, ReasonSkill, Skill
from .team_routing import TeamRouting
from .wish import Wish, usual_agent


class Requirements:
    """All that is asked of agents at this desk, read once for any number of tickets."""

    @cached_property
    def policy(self) -> CapacityPolicy:
        return CapacityPolicy.current()

    @cached_property
    def skills(self) -> list[Skill]:
        return list(Skill.objects.all())

    @cached_property
    def by_reason(self) -> dict[int, dict[int, int]]:
        """The level of each skill by contact reason."""
        found: dict[int, dict[int, int]] = {}
        for reason, skill, level in ReasonSkill.objects.values_list("reason", "skill", "level"):
            found.setdefault(reason, {})[skill] = level
        return found

    def wanted(self, ticket: Ticket) -> tuple[Wanted, ...]:
        """The skills that `ticket` needs; of a detail without any, those of its reason.

        One that it was transferred to is required.
        """
        reason, wish = ticket.reason, getattr(ticket, "skill_wish", None)
        return self.wanted_by(
            reason.pk if reason else None,
            reason.parent_id if reason else None,
            ticket.language,
            ticket.channel,
            (wish.skill_id, wish.level) if wish else None,
        )

    def wanted_by(
        self, reason: int | None, parent: int | None, language: str, channel: str,
        chosen: tuple[int, int] | None,
    ) -> tuple[Wanted, ...]:  # fmt: skip
        """The same of a ticket with these; `chosen` is the skill, and its level, that it was transferred to."""
        needed = self.by_reason.get(reason or 0) or self.by_reason.get(parent or 0, {})
        found = {each.skill: each for each in self._wanted(language, channel, needed)}
        if chosen:
            skill, level = chosen
            level = max(level, found[skill].level if skill in found else 0)
            found[skill] = Wanted(skill, level, is_required=True, is_chosen=True)
        return tuple(found.values())

    def _wanted(self, language: str, channel: str, needed: dict[int, int]) -> Iterable[Wanted]:
        for skill in self.skills:
            if skill.pk in needed:
                yield Wanted(skill.pk, needed[skill.pk], skill.is_required)
            elif skill.language and _base(skill.language) == _base(language):
                yield Wanted(skill.pk, Level.GOOD if not skill.is_required else Level.SOME, skill.is_required)
            elif channel in skill.channels:
                yield Wanted(skill.pk, Level.SOME, skill.is_required)

    def beyond(self, levels: Mapping[int, int]) -> Q:
        """The tickets that require a skill which somebody with these `levels` lacks: what `refusal_of` says of each."""
        found = skill_wish.beyond(levels)
        for skill in (each for each in self.skills if each.is_required):
            level = levels.get(skill.pk, 0)
            found |= Q(
                reason__in=[
                    pk for pk, needed in self._by_any_reason.items() if needed.get(skill.pk, 0) > level
                ]
            )
            if not level:
                found |= Q(channel__in=skill.channels) | (
                    _speaks(skill.language) if skill.language else Q(pk__in=[])
                )
        return found

    @cached_property
    def _by_any_reason(self) -> dict[int, dict[int, int]]:
        """The same of every reason: a detail without any has those of its reason."""
        rows = ContactReason.objects.values_list("pk", "parent")
        return {pk: self.by_reason.get(pk) or self.by_reason.get(parent or 0) or {} for pk, parent in rows}

    def weight(self, ticket: Ticket) -> int:
        return self.policy.weight_of(ticket.channel)


def need_of(ticket: Ticket, routing: TeamRouting, now: datetime, asked: Requirements | None = None) -> Need:
    """What `ticket` needs at `now`."""
    asked = asked or Requirements()
    weight = asked.weight(ticket)
    return Need(
        wanted=asked.wanted(ticket),
        weight=weight,
        asked=Wish.objects.filter(ticket=ticket).values_list("agent_id", flat=True).first(),
        usual=usual_of(ticket, routing, now),
        is_at_risk=is_at_risk(ticket, weight, now),
        is_complex=is_complex(ticket),
        is_live=bool(weight) and ticket.waiting_since is not None,
        passed=frozenset(passed_at(ticket.pk, now)),
    )


def usual_of(ticket: Ticket, routing: TeamRouting, now: datetime) -> int | None:
    """Who answered the customer of `ticket` last, where that counts."""
    return usual_agent(ticket, now - timedelta(days=routing.usual_days)) if routing.usual_days else None


def _speaks(language: str) -> Q:
    base = _base(language)
    regions = Q(language__istartswith=f"{base}-") | Q(language__istartswith=f"{base}_")
    return Q(language__iexact=base) | regions


def _base(language: str) -> str:
    return language.replace("_", "-").partition("-")[0].lower()
