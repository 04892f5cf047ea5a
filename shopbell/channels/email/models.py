from .email_message import EmailMessage
from .mailbox import Mailbox
from .raw_mail import RawMail
from .side import SideConversation, SideMessage
from .stuck_mail import StuckMail

__all__ = ["EmailMessage", "Mailbox", "RawMail", "SideConversation", "SideMessage", "StuckMail"]
