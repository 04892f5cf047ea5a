from .announcement import Announcement, AnnouncementText
from .answering import UpdateAnswer
from .history import Change
from .incident import Incident, IncidentUpdate
from .joining import IncidentTicket
from .part import StatusPart, StatusPartName
from .subscription import Subscription, SubscriptionLink
from .telling import UpdateMail
from .telling_news import NewsMail

__all__ = [
    "Announcement",
    "AnnouncementText",
    "Change",
    "Incident",
    "IncidentTicket",
    "IncidentUpdate",
    "NewsMail",
    "StatusPart",
    "StatusPartName",
    "Subscription",
    "SubscriptionLink",
    "UpdateAnswer",
    "UpdateMail",
]
