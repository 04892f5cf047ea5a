from .delivery_report import DeliveryReport
from .email_message import EmailMessage
from .flood import Flood
from .imap.mailbox import Mailbox
from .imap.receipt import Receipt
from .imap.sent_folder import SentFolder
from .imap.sign_in.grant import Grant
from .imap.stuck_mail import StuckMail
from .likely import Likely
from .new_question import NewQuestion
from .outside import Outside
from .pace import MailPace
from .passed_on import PassedMail
from .quarantine_search import QuarantineSearch
from .raw_mail import RawMail
from .sender_check import SenderCheck
from .showing.picture_sender import PictureSender
from .showing.remote_picture import RemotePicture
from .side import SideConversation, SideMessage
from .signing_key import SigningKey
from .spam.evidence import SpamEvidence, SpamLesson
from .spam.judging import SpamScore
from .spam.policy import SpamPolicy
from .suppression import Suppression
from .way_out import WayOut

__all__ = [
    "DeliveryReport",
    "EmailMessage",
    "Flood",
    "PassedMail",
    "Likely",
    "Grant",
    "MailPace",
    "Mailbox",
    "NewQuestion",
    "Outside",
    "PictureSender",
    "QuarantineSearch",
    "RawMail",
    "RemotePicture",
    "Receipt",
    "SenderCheck",
    "SentFolder",
    "SideConversation",
    "SideMessage",
    "SigningKey",
    "SpamEvidence",
    "SpamLesson",
    "SpamPolicy",
    "SpamScore",
    "StuckMail",
    "Suppression",
    "WayOut",
]
