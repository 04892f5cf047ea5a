"""Handing a mail over: SMTP, a provider through anymail, or (when nothing is set) a folder of .eml files.

`mark_handed_over` comes right before the step after which the other side may have the mail: the final dot
of SMTP, the provider's call, the file's rename. What fails before may be tried again; what breaks
after it, without an answer, may not.
"""

import os
import re
import smtplib
import ssl
import tempfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.conf import settings
from django.core.mail import get_connection

from shopbell.channels.inbox import Inbox
from shopbell.channels.registry import DeliveryError
from shopbell.core.errors import Refused

from .. import tls
from .notification import NOT_UNDERSTOOD, Wishes, wishes_for
from .outgoing import OutgoingMail
from .pace import take_turn
from .signing_key import signed
from .way_out import connect, way_of

HandOver = Callable[[], None]
ANSWERED = "The mail server answered"  # so it was there, whatever it said of this mail
# RFC 3463: the sender's address, a full mailbox, the server itself, the conversation, what is forbidden
OF_SOMETHING_ELSE = re.compile(r"\b5\.(?:1\.[78]|2\.[2-4]|[357]\.\d{1,3})\b|\brelay", re.IGNORECASE)


class RecipientRefused(DeliveryError):
    """Whoever takes our mail says that it takes none for this recipient."""


class NotEncrypted(Exception):
    """The server would take the mail in plain only, which was forbidden."""


def send(mail: OutgoingMail, hand_over: HandOver, inbox: Inbox | None = None) -> str:
    """Send `mail` of `inbox`; returns the provider's id of it, or else its Message-ID without brackets.

    Raises DeliveryError; NotYet when the provider takes no more for a while.
    """
    own_id = mail.headers.get("Message-ID", "").strip("<>")
    if way := way_of(inbox):
        if (
            mail.envelope_sender
        ):  # such servers take nothing in another's name than the account's, so no token
            mail.envelope_sender = mail.sender
        take_turn(way.provider, way.limits)
        _by_smtp(mail, lambda: connect(way), hand_over, is_account=True)
        return own_id
    take_turn()
    address = settings.MAIL_URL
    if not address:
        _into_outbox(mail, hand_over)
        return own_id
    if address.startswith(("smtp://", "smtps://", "smtp+starttls://", "smtp+plain://")):
        _by_smtp(mail, lambda: _connect(address), hand_over)
        return own_id
    return _by_provider(mail, address, hand_over) or own_id


def sends_as_it_is(inbox: Inbox | None) -> bool:
    """Whether a mail of `inbox` that is made already can be sent: a provider's interface makes each anew."""
    return way_of(inbox) is not None or not settings.MAIL_URL or settings.MAIL_URL.startswith("smtp")


def names_addressees(inbox: Inbox | None) -> bool:
    """Whether a mail of `inbox` may name others than its recipient: a provider sends to whoever stands in To or Cc."""
    address = settings.MAIL_URL
    return way_of(inbox) is not None or not address or address.startswith("smtp") or "amazon_ses" in address


# --- SMTP -------------------------------------------------------------------------------------------


def _by_smtp(
    mail: OutgoingMail,
    connecting: Callable[[], smtplib.SMTP],
    hand_over: HandOver,
    *,
    is_account: bool = False,
) -> None:
    try:
        connection = connecting()
    except (NotEncrypted, Refused) as error:
        raise DeliveryError(str(error), permanent=False) from error
    except (OSError, smtplib.SMTPException) as error:
        raise DeliveryError(f"The mail server cannot be reached: {_words(error)}", permanent=False) from error
    try:
        _transfer(connection, mail, hand_over, wishes_for(mail, connection, is_account=is_account))
    finally:
        _goodbye(connection)


def _connect(address: str) -> smtplib.SMTP:
    parts = urlsplit(address)
    host, timeout = parts.hostname or "localhost", settings.EMAIL_TIMEOUT
    context = tls.context_for(host)
    name = settings.MAIL_DOMAIN
    connection: smtplib.SMTP
    if parts.scheme == "smtps":
        connection = smtplib.SMTP_SSL(host, parts.port or 465, name, timeout=timeout, context=context)
    else:
        connection = smtplib.SMTP(host, parts.port or 587, name, timeout=timeout)
    try:
        connection.ehlo_or_helo_if_needed()
        if parts.scheme != "smtps":
            is_encrypted = _encrypt(
                connection, context, is_required=parts.scheme == "smtp+starttls", is_local=tls.is_local(host)
            )
            if parts.username and not (is_encrypted or tls.is_local(host) or parts.scheme == "smtp+plain"):
                raise NotEncrypted(
                    "The mail server offers no encryption (STARTTLS), so the password of SHOPBELL_MAIL_URL stayed here "
                    "and nothing sent. Use smtps://, or smtp+plain:// if nobody can listen on the way there."
                )
        if parts.username:
            connection.login(unquote(parts.username), unquote(parts.password or ""))
    except BaseException:
        _goodbye(connection)
        raise
    return connection


def _encrypt(connection: smtplib.SMTP, context: ssl.SSLContext, *, is_required: bool, is_local: bool) -> bool:
    """STARTTLS where it is demanded, or offered by another machine; returns whether. Raises NotEncrypted, before any
    password, where it is demanded in vain.
    """
    if connection.has_extn("starttls"):
        if is_required or not is_local:
            connection.starttls(context=context)
            connection.ehlo()
            return True
    elif is_required:
        raise NotEncrypted(
            "The mail server offers no encryption (STARTTLS), and SHOPBELL_MAIL_URL demands it. Nothing was sent."
        )
    return False


def _transfer(connection: smtplib.SMTP, mail: OutgoingMail, hand_over: HandOver, wishes: Wishes) -> None:
    content, options = signed(mail.as_bytes(), mail.sender), []
    if mail.needs_utf8:
        if not connection.has_extn("smtputf8"):
            raise DeliveryError(
                "The mail server cannot write to an address with such letters (SMTPUTF8).", permanent=True
            )
        options = ["SMTPUTF8", "BODY=8BITMIME"]
    elif not content.isascii() and connection.has_extn("8bitmime"):
        options = ["BODY=8BITMIME"]  # a mail that is sent on as it came
    if connection.has_extn("size"):
        options.append(f"SIZE={len(content)}")
    try:
        answer = _sender(connection, mail, [*options, *wishes.of_mail])
        if wishes.of_mail and answer[0] in NOT_UNDERSTOOD:
            wishes = Wishes()
            connection.rset()
            answer = _sender(connection, mail, options)
        _expect(answer, 250)
        answer = connection.rcpt(mail.recipient, wishes.of_recipient)
        if wishes.of_recipient and answer[0] in NOT_UNDERSTOOD:
            answer = connection.rcpt(mail.recipient)
        _expect_recipient(answer)
        _expect(connection.docmd("data"), 354)
        connection.send(_dotted(content))
    except (OSError, smtplib.SMTPException) as error:
        raise DeliveryError(f"The mail server hung up: {_words(error)}", permanent=False) from error
    hand_over()
    try:
        connection.send(b".\r\n")
        _expect(connection.getreply(), 250)
    except (OSError, smtplib.SMTPException) as error:
        raise DeliveryError(
            f"The mail server hung up: {_words(error)}", permanent=False, is_certain=False
        ) from error


def _sender(connection: smtplib.SMTP, mail: OutgoingMail, options: list[str]) -> tuple[int, bytes]:
    """MAIL FROM. Some relays take nothing from the empty sender; then the mail's own has to do."""
    answer = connection.mail(mail.envelope_sender, options)
    if mail.envelope_sender or answer[0] < 500:
        return answer
    connection.rset()
    return connection.mail(mail.sender, options)


def _dotted(content: bytes) -> bytes:
    content = content.replace(b"\r\n.", b"\r\n..")
    content = b"." + content if content.startswith(b".") else content
    return content if content.endswith(b"\r\n") else content + b"\r\n"


def _expect(answer: tuple[int, bytes], *good: int) -> None:
    """Turn a refusal into a DeliveryError: 4yz may be tried again, 5yz may not (RFC 5321 §4.2.1)."""
    code, text = answer
    if code in good:
        return
    words = " ".join(text.decode("utf-8", "replace").split())
    if code == -1:
        raise smtplib.SMTPServerDisconnected(words or "no answer")
    raise DeliveryError(f"{ANSWERED} {code} {words}", permanent=code >= 500)


def _expect_recipient(answer: tuple[int, bytes]) -> None:
    """The answer to RCPT, which tells as well what servers mind about the sender, or whoever may relay."""
    try:
        _expect(answer, 250, 251)
    except DeliveryError as error:
        if error.permanent and not OF_SOMETHING_ELSE.search(str(error)):
            raise RecipientRefused(str(error), permanent=True) from error
        raise


def _goodbye(connection: smtplib.SMTP) -> None:
    try:
        connection.quit()
    except (OSError, smtplib.SMTPException):
        connection.close()


def _words(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        text = (
            error.smtp_error.decode("utf-8", "replace")
            if isinstance(error.smtp_error, bytes)
            else error.smtp_error
        )
        return f"{error.smtp_code} {text}"
    return str(error) or type(error).__name__


# --- a provider -------------------------------------------------------------------------------------


def _by_provider(mail: OutgoingMail, address: str, hand_over: HandOver) -> str:
    """`anymail.backends.mailgun.EmailBackend?api_key=…`: the words after ? are the backend's settings."""
    from anymail.exceptions import AnymailAPIError, AnymailError, AnymailRecipientsRefused

    path, _, query = address.partition("?")
    backend = get_connection(path, fail_silently=False, **dict(parse_qsl(query)))
    message = mail.message()
    hand_over()
    try:
        backend.send_messages([message])
    except AnymailRecipientsRefused as error:
        raise RecipientRefused(f"The provider refused the recipient: {error}", permanent=True) from error
    except AnymailAPIError as error:
        code = getattr(error, "status_code", None)
        is_temporary = code is None or code in (408, 425, 429) or code >= 500
        text = f"The provider answered {code}: {error}" if code else f"The provider did not answer: {error}"
        raise DeliveryError(text[:2000], permanent=not is_temporary, is_certain=code is not None) from error
    except AnymailError as error:
        raise DeliveryError(str(error)[:2000], permanent=True) from error
    status = getattr(message, "anymail_status", None)
    return str(getattr(status, "message_id", "") or "").strip("<>")


# --- the outbox of a trial desk ------------------------------------------------------------------------


def _into_outbox(mail: OutgoingMail, hand_over: HandOver) -> None:
    """One .eml file per mail, called by its Message-ID, so that nothing leaves a desk that is being tried out."""
    folder = Path(settings.OUTBOX)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = mail.headers.get("Message-ID", "").strip("<>").replace("/", "_") or "mail"
    descriptor, fresh = tempfile.mkstemp(prefix=".new-", dir=folder)
    try:
        with open(descriptor, "wb") as file:
            file.write(mail.as_bytes())
        hand_over()
        os.rename(fresh, folder / f"{name}.eml")
    except OSError as error:
        raise DeliveryError(f"The outbox cannot be written: {error}", permanent=False) from error
    finally:
        Path(fresh).unlink(missing_ok=True)
