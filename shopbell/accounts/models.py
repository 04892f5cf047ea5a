from .agent import Agent
from .availability import Availability
from .role import Role
from .team import Membership, Team

__all__ = ["Agent", "Availability", "Membership", "Role", "Team"]
