from .assignment_reason import AssignmentReason
from .assistant import Assistant
from .capacity import CapacityPolicy
from .channel_plan import ChannelPlan
from .missing import SetAway
from .offer import Offer
from .skill import AgentSkill, ReasonSkill, Skill
from .skill_wish import SkillWish
from .team_routing import TeamRouting
from .unmanned import ToldAlone
from .wish import Wish

__all__ = [
    "AgentSkill",
    "AssignmentReason",
    "Assistant",
    "CapacityPolicy",
    "ChannelPlan",
    "Offer",
    "ReasonSkill",
    "SetAway",
    "Skill",
    "SkillWish",
    "TeamRouting",
    "ToldAlone",
    "Wish",
]
