from .announcement import Announcement, AnnouncementText
from .answering import UpdateAnswer
from .incident import Incident, IncidentUpdate
from .joining import IncidentTicket
from .part import StatusPart, StatusPartName
from .subscription import Subscription, SubscriptionLink
from .telling import UpdateMail

__all__ = [
    "Announcement",
    "AnnouncementText",
    "Incident",
    "IncidentTicket",
    "IncidentUpdate",
    "StatusPart",
    "StatusPartName",
    "Subscription",
    "SubscriptionLink",
    "UpdateAnswer",
    "UpdateMail",
]
