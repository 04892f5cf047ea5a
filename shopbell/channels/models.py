from .brand import Brand
from .delivery import Delivery
from .inbox import Inbox, TicketInbox

__all__ = ["Brand", "Delivery", "Inbox", "TicketInbox"]
