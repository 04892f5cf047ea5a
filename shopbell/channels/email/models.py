from .answering.mailed_answer import MailedAnswer
from .breakdown import Breakdown
from .email_message import EmailMessage
from .imap.further_folder import FurtherFolder
from .imap.mailbox import Mailbox
from .imap.receipt import Receipt
from .imap.sent_folder import SentFolder
from .imap.sign_in.grant import Grant
from .imap.stuck_mail import StuckMail
from .joining.flood import Flood
from .joining.likely import Likely
from .joining.new_question import NewQuestion
from .joining.outside import Outside
from .joining.passed_on import PassedMail
from .joining.reaction import MailReaction
from .plus_probe import PlusProbe
from .quarantine_search import QuarantineSearch
from .raw_mail import RawMail
from .reports.delivery_report import DeliveryReport
from .sender_check import SenderCheck
from .sending.pace import MailPace
from .sending.signing_key import SigningKey
from .sending.suppression import Suppression
from .sending.way_out import WayOut
from .showing.picture_sender import PictureSender
from .showing.remote_picture import RemotePicture
from .side import SideConversation, SideMessage
from .spam.evidence import SpamEvidence, SpamLesson
from .spam.judging import SpamScore
from .spam.policy import SpamPolicy

__all__ = [
    "Breakdown",
    "DeliveryReport",
    "EmailMessage",
    "Flood",
    "FurtherFolder",
    "PassedMail",
    "Likely",
    "Grant",
    "MailPace",
    "MailedAnswer",
    "MailReaction",
    "Mailbox",
    "NewQuestion",
    "Outside",
    "PictureSender",
    "PlusProbe",
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
