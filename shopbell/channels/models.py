from .delivery import Delivery
from .inbox import Inbox, TicketInbox

__all__ = ["Delivery", "Inbox", "TicketInbox"]
