"""Who else hears of an update: a floor above tells agents of it (`TELLERS`), and notes that one looked (`LOOKED`)."""

from collections.abc import Callable
from datetime import datetime

from shopbell.accounts.agent import Agent

from .incident import Incident, IncidentUpdate

TELLERS: list[Callable[[IncidentUpdate, datetime], None]] = []
LOOKED: list[Callable[[Incident, Agent], None]] = []
