from .agent import Agent
from .availability import Availability
from .letter import Letter
from .presence_policy import PresencePolicy
from .role import Role
from .team import Membership, Team

__all__ = ["Agent", "Availability", "Letter", "Membership", "PresencePolicy", "Role", "Team"]
