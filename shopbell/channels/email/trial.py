"""Trying out the ways of mail: one out, to whoever asks, and one in, to an IMAP account. Each answers in a sentence."""

from dataclasses import dataclass
from email.utils import make_msgid
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.html import linebreaks
from django.utils.translation import gettext as _
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, LoginError

from shopbell.channels.inbox import Inbox
from shopbell.channels.registry import DeliveryError
from shopbell.core.errors import Refused

from .imap.connection import connect, words_of
from .imap.mailbox import Mailbox
from .sending.desk_mail import AUTOMATIC
from .sending.outgoing import OutgoingMail
from .sending.sender import house_of
from .sending.transport import RecipientRefused, send
from .sending.way_out import mail_leaves, way_of

TRY_SECONDS = 10


@dataclass(frozen=True)
class NotSent:
    """Why a mail was not sent, as a sentence. `refusal`: what a server has against its recipient, if it is that."""

    sentence: str
    refusal: str = ""


@dataclass(frozen=True)
class Outcome:
    """What became of a trial, as a sentence. `tone`: calm, risk (it works, but not as one hopes) or broken."""

    sentence: str
    tone: str = "calm"


def way_out(inbox: Inbox | None = None) -> str:
    """The server that mail of `inbox` leaves by, or a provider's name: no password and no key. Empty without one."""
    if way := way_of(inbox):
        return way.host
    address = settings.MAIL_URL
    if "://" not in address:
        return address.partition("?")[0]
    behind = address.partition("://")[2].rpartition("@")[
        2
    ]  # a password may hold what ends an address elsewhere
    return urlsplit(f"//{behind}").netloc


def send_test_mail(inbox: Inbox, recipient: str) -> Outcome:
    """Send a short mail from the address of `inbox`, as an answer would leave, and wait for what the server says."""
    if not_sent := send_now(_test_mail(inbox, recipient), inbox):
        return Outcome(not_sent.sentence, "broken")
    if not mail_leaves(inbox):
        return Outcome(
            _("It waits in the outbox: no mail server is set, so nobody gets it. Set SHOPBELL_MAIL_URL."),
            "risk",
        )
    return Outcome(
        _("%(server)s took the mail for %(recipient)s. Look whether it arrives, also among the spam.")
        % {"server": way_out(inbox), "recipient": recipient}
    )


def send_now(mail: OutgoingMail, inbox: Inbox) -> NotSent | None:
    """Send `mail` of `inbox`; returns why it was not sent, or nothing."""
    try:
        send(mail, lambda: None, inbox)
    except DeliveryError as error:
        refusal = str(error) if isinstance(error, RecipientRefused) else ""
        return NotSent(_("It was not sent. %(error)s") % {"error": error}, refusal)
    except ValueError:  # its words may quote a part of the password
        words = _(
            "SHOPBELL_MAIL_URL cannot be read. In its password, characters such as # and / must be "
            "percent-encoded."
        )
        return NotSent(words)
    except (ImportError, TypeError, LookupError) as error:
        words = _("SHOPBELL_MAIL_URL names no way to send mail that the desk knows: %(error)s")
        return NotSent(words % {"error": str(error)[:200]})
    return None


def try_account(account: Mailbox) -> Outcome:
    """Sign in to an IMAP account and open its folder; nothing is fetched or changed."""
    try:
        count = _count_mails(account)
    except (Refused, OSError, IMAPClientError) as error:
        return Outcome(account_sentence(error), "broken")
    words = _("%(server)s let us in. The folder “%(folder)s” holds %(count)s mails.")
    return Outcome(words % {"server": account.host, "folder": account.folder, "count": f"{count:,}"})


def require_account(account: Mailbox) -> None:
    """Raise what is in the way of reading from `account`: Refused, OSError or IMAPClientError."""
    _count_mails(account)


def account_sentence(error: Exception) -> str:
    """What is in the way of an account, and what to do where that is known."""
    if isinstance(error, Refused):
        return str(error)
    if isinstance(error, LoginError):
        words = _(
            "The mail server does not take this user with this password: %(error)s Some providers want a password "
            "that is made for programs, or a sign-in without any."
        )
    elif isinstance(error, IMAPClientError) and not isinstance(error, IMAPClientAbortError):
        words = _("The mail server says no: %(error)s")
    else:
        words = _("The account does not answer: %(error)s")
    return words % {"error": words_of(error)[:200]}


def _count_mails(account: Mailbox) -> int:
    client = connect(account, timeout=TRY_SECONDS)
    try:
        return int(client.select_folder(account.folder, readonly=True).get(b"EXISTS", 0))
    finally:
        client.logout()


def _test_mail(inbox: Inbox, recipient: str) -> OutgoingMail:
    house = house_of(inbox)
    text = _(
        "This is a test mail of the inbox “%(inbox)s”. It came the way that answers go, so those arrive too."
    ) % {"inbox": inbox.name}
    return OutgoingMail(
        sender=inbox.address,
        envelope_sender="",
        sender_name=house,
        recipient=recipient,
        recipient_name="",
        reply_to="",
        subject=_("Test mail of %(inbox)s") % {"inbox": inbox.name},
        text=text + "\n",
        html=linebreaks(text, autoescape=True),
        headers={"Message-ID": make_msgid(domain=settings.MAIL_DOMAIN), **AUTOMATIC},
    )
