from .attachment import Attachment
from .checklist import Checklist, Task
from .deletion import Deletion, Erasure, Retention
from .draft import Draft
from .event import Event
from .field import CustomField, FieldValue
from .macro import Macro
from .macro_use import MacroUse
from .message import Message
from .reaction import Reaction
from .reason import ContactReason
from .seen import Seen
from .spam import Spam
from .tag import Tag
from .ticket import Ticket
from .transfer import Brief

__all__ = [
    "Attachment",
    "Brief",
    "Checklist",
    "ContactReason",
    "CustomField",
    "Draft",
    "Deletion",
    "Erasure",
    "Event",
    "FieldValue",
    "Macro",
    "MacroUse",
    "Message",
    "Reaction",
    "Retention",
    "Seen",
    "Spam",
    "Tag",
    "Task",
    "Ticket",
]
