"""Those of a routed team who are there, by what they can: whom of them the scorer would ever give a waiting chat."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from typing import Any

from shopbell.accounts.availability import Availability
from shopbell.promises.crew import Crew

from .asking_again import asked_again
from .call_turn import calling
from .capacity import CALL, FIRST_WEIGHTS
from .crowd import may_answer
from .need import Requirements
from .passing import PASSED, passed_at
from .score import FULL, Candidate, Need, able
from .skill import AgentSkill
from .team_routing import Mode, is_routed, routing_of


class AbleCrew(Crew):
    asks = ("reason", "reason__parent", "language", "skill_wish__skill", "skill_wish__level")

    def __init__(self, team_id: int | None, now: datetime):
        super().__init__(team_id, now)
        self.asked = Requirements()
        self.known: dict[tuple, frozenset[int]] = {}

    def able(self, asked: Mapping[str, Any]) -> frozenset[int]:
        reason, parent, language, skill, level = (asked.get(name) for name in self.asks)
        chosen = (skill, level or 0) if skill else None
        wanted = self.asked.wanted_by(reason, parent, language or "", "chat", chosen)
        if wanted not in self.known:
            self.known[wanted] = able(Need(wanted), self.candidates)
        return self.known[wanted]

    def resting(self, ticket_id: int) -> Mapping[int, float]:
        if routing_of(self.team_id).mode == Mode.PULL:  # nobody is asked, whoever likes takes it
            return {}
        passed = passed_at(ticket_id, self.now)
        at_once = asked_again(ticket_id, self.team_id, passed, self.now, self.asked)
        left = {agent: (each.at + PASSED - self.now).total_seconds() for agent, each in passed.items()}
        return {agent: 0 if agent in at_once else seconds for agent, seconds in left.items()}

    def places(self) -> Mapping[int, int]:
        """Who calls somebody holds as many fewer as a call takes."""
        policy, calls = self.asked.policy, Counter(calling(self.agents, self.now))
        weight = policy.weight_of("chat") or FIRST_WEIGHTS["chat"]
        left = {agent: FULL - calls[agent] * policy.weight_of(CALL) for agent in self.agents}
        return {agent: max(0, free // weight) for agent, free in left.items()}

    @cached_property
    def candidates(self) -> list[Candidate]:
        levels: dict[int, dict[int, int]] = {agent: {} for agent in self.agents}
        rows = AgentSkill.objects.filter(agent__in=self.agents).values_list("agent", "skill", "level")
        for agent, skill, level in rows:
            levels[agent][skill] = level
        rights = Availability.objects.filter(agent__in=self.agents)
        return [
            Candidate(
                agent,
                may_answer=may_answer(permissions, is_of_team=self.team_id is not None),
                levels=levels[agent],
            )
            for agent, permissions in rights.values_list("agent", "agent__role__permissions")
        ]


def crew_of(team_id: int | None, now: datetime) -> Crew:
    """Where nobody is found by what they can, anybody answers."""
    return AbleCrew(team_id, now) if is_routed(team_id) else Crew(team_id, now)
