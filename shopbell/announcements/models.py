from .incident import Incident, IncidentUpdate
from .part import StatusPart, StatusPartName

__all__ = ["Incident", "IncidentUpdate", "StatusPart", "StatusPartName"]
