from .capacity import CapacityPolicy
from .skill import AgentSkill, ReasonSkill, Skill
from .team_routing import TeamRouting

__all__ = ["AgentSkill", "CapacityPolicy", "ReasonSkill", "Skill", "TeamRouting"]
