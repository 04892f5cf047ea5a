from .run import RuleRun
from .schedule import Schedule
from .trigger import Trigger

__all__ = ["RuleRun", "Schedule", "Trigger"]
