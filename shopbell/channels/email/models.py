from .email_message import EmailMessage
from .mailbox import Mailbox
from .raw_mail import RawMail

__all__ = ["EmailMessage", "Mailbox", "RawMail"]
