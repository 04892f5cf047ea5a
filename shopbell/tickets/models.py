from .answer_policy import AnswerPolicy
from .attachment import Attachment
from .bulk import BulkItem, BulkRun
from .checklist import Checklist, Task
from .complexity import Complexity
from .deletion import Deletion, Erasure, Retention
from .draft import Draft
from .duplicate import NoDuplicate
from .event import Event
from .field import CustomerFieldValue, CustomField, FieldValue
from .first_message import FirstMessage
from .follower import Follower
from .link import Link
from .link_preview import LinkPreview, MessageLink
from .macro import Macro
from .macro_use import MacroUse
from .mention import Mention
from .merge import Merge
from .message import Message
from .reaction import Reaction
from .reason import ContactReason
from .saved_view import SavedView
from .scheduled_reply import ScheduledReply
from .seen import Seen
from .sitting_in import SittingIn
from .snooze import Snooze
from .spam import Spam
from .stage import ChosenStage
from .tag import Tag
from .ticket import Ticket
from .transfer import Brief
from .translation import Translation
from .whisper import Whisper

__all__ = [
    "AnswerPolicy",
    "Attachment",
    "Brief",
    "BulkItem",
    "BulkRun",
    "Checklist",
    "ChosenStage",
    "Complexity",
    "ContactReason",
    "CustomField",
    "CustomerFieldValue",
    "Draft",
    "Deletion",
    "Erasure",
    "Event",
    "FieldValue",
    "FirstMessage",
    "Follower",
    "Link",
    "LinkPreview",
    "Macro",
    "MacroUse",
    "Mention",
    "Merge",
    "Message",
    "MessageLink",
    "NoDuplicate",
    "Reaction",
    "Retention",
    "SavedView",
    "ScheduledReply",
    "Seen",
    "SittingIn",
    "Snooze",
    "Spam",
    "Tag",
    "Task",
    "Ticket",
    "Translation",
    "Whisper",
]
