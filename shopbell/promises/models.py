from .business_hours import BusinessHours, HoursVersion, InboxHours, TeamHours
from .goal_outcome import GoalOutcome
from .goal_policy import GoalPolicy, GoalPolicyVersion
from .ticket_clocks import TicketClocks

__all__ = [
    "BusinessHours",
    "GoalOutcome",
    "GoalPolicy",
    "GoalPolicyVersion",
    "HoursVersion",
    "InboxHours",
    "TeamHours",
    "TicketClocks",
]
