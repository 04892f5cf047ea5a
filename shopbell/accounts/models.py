from .agent import Agent
from .availability import Availability
from .letter import Letter
from .role import Role
from .team import Membership, Team

__all__ = ["Agent", "Availability", "Letter", "Membership", "Role", "Team"]
