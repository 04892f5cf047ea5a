from .business_hours import BusinessHours, HoursVersion, InboxHours, TeamHours
from .contact_outcome import FirstContact
from .contact_policy import ContactPolicy
from .contact_sums import ContactSum, SummedContactDay, TouchedContactDay
from .day_sums import DaySum, SummedDay, TouchedDay
from .equal_policy import EqualPolicy
from .explained_again import ExplainedAgain
from .goal_outcome import GoalOutcome
from .goal_policy import GoalPolicy, GoalPolicyVersion
from .hours_counted import CountedDay, HourCount
from .promise import Promise
from .ticket_clocks import TicketClocks
from .treated import Treated
from .treated_ticket import TreatedNote, TreatedTicket
from .unequal import UnequalNeed
from .usual_reply import UsualReply
from .voided_goals import VoidedGoals, VoidedTicket
from .wait_forecast import WaitForecast

__all__ = [
    "BusinessHours",
    "ContactPolicy",
    "ContactSum",
    "CountedDay",
    "DaySum",
    "ExplainedAgain",
    "FirstContact",
    "EqualPolicy",
    "GoalOutcome",
    "GoalPolicy",
    "GoalPolicyVersion",
    "HourCount",
    "HoursVersion",
    "InboxHours",
    "Promise",
    "TeamHours",
    "TicketClocks",
    "SummedContactDay",
    "SummedDay",
    "TouchedContactDay",
    "TouchedDay",
    "Treated",
    "TreatedNote",
    "TreatedTicket",
    "UnequalNeed",
    "UsualReply",
    "VoidedGoals",
    "VoidedTicket",
    "WaitForecast",
]
