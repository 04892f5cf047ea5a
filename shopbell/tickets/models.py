from .attachment import Attachment
from .event import Event
from .macro import Macro
from .message import Message
from .reaction import Reaction
from .reason import ContactReason
from .seen import Seen
from .tag import Tag
from .ticket import Ticket

__all__ = ["Attachment", "ContactReason", "Event", "Macro", "Message", "Reaction", "Seen", "Tag", "Ticket"]
