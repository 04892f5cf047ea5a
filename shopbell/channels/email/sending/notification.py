"""Asking the mail server to report what becomes of a mail (RFC 3461), where it offers that.

Without being asked a server reports failures alone; asked, it says as well that a mail arrived. The report comes to the
envelope's sender, so nothing is asked for what has none. It is known by that address, by the id of the envelope
(ENVID) or by the headers that it returns (`reports/delivery_report.py`).

Where mail is fetched from an account, or sent by one, people look into its mailbox as well: no report there for each
mail that arrived.
"""

import smtplib
from dataclasses import dataclass

from ..imap.mailbox import Mailbox
from ..joining.token import OWN
from .outgoing import OutgoingMail

ALL, TROUBLE = "SUCCESS,FAILURE,DELAY", "FAILURE,DELAY"
NOT_UNDERSTOOD = {455, 501, 504, 555}  # of parameters (RFC 5321 §4.1.1.11), whatever was offered before
MOST_ENVID, MOST_ORCPT = 100, 500  # RFC 3461 §4.4, §4.2


@dataclass(frozen=True)
class Wishes:
    """The parameters of MAIL and of RCPT; none where nothing is asked."""

    of_mail: tuple[str, ...] = ()
    of_recipient: tuple[str, ...] = ()


def wishes_for(mail: OutgoingMail, connection: smtplib.SMTP, *, is_account: bool) -> Wishes:
    """What to ask this server for `mail`. `is_account`: it is sent by an account of the inbox's own."""
    if not mail.envelope_sender or not connection.has_extn("dsn"):
        return Wishes()
    notify = TROUBLE if is_account or _is_fetched() else ALL
    of_mail, of_recipient = ["RET=HDRS"], [f"NOTIFY={notify}"]
    message_id = mail.headers.get("Message-ID", "").strip("<>")
    if message_id.startswith(OWN) and len(xtext(message_id)) <= MOST_ENVID:
        of_mail.append(f"ENVID={xtext(message_id)}")
    if mail.recipient.isascii() and len(xtext(mail.recipient)) <= MOST_ORCPT:
        of_recipient.append(f"ORCPT=rfc822;{xtext(mail.recipient)}")
    return Wishes(tuple(of_mail), tuple(of_recipient))


def _is_fetched() -> bool:
    """Whether mail comes from an account. That of another inbox counts too: one may have several addresses."""
    return Mailbox.objects.filter(is_active=True, inbox__is_active=True).exists()


def xtext(words: str) -> str:
    """RFC 3461 §4: what stands in a parameter, in which + and = mean something else."""
    return "".join(each if "!" <= each <= "~" and each not in "+=" else f"+{ord(each):02X}" for each in words)
