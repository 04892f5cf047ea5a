from .incident import Incident, IncidentUpdate
from .part import StatusPart, StatusPartName
from .subscription import Subscription, SubscriptionLink
from .telling import UpdateMail

__all__ = [
    "Incident",
    "IncidentUpdate",
    "StatusPart",
    "StatusPartName",
    "Subscription",
    "SubscriptionLink",
    "UpdateMail",
]
