"""A shopper who writes mails to the desk's own SMTP listener, and answers the mails that come back.

The answers are read from the folder in which the desk keeps its mail while no mail server is set.
"""

import random
import smtplib
import threading
from collections.abc import Callable, Iterator
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import formataddr, make_msgid
from pathlib import Path

from ..shop import DOMAIN
from .part import Doors, Part

PATIENCE_SECONDS = 900
LOOKS_EVERY_SECONDS = 4.0
CARE = f"care@{DOMAIN}"


def hold_mails(
    part: Part, doors: Doors, say: Callable[[str], None], stop: threading.Event, chance: random.Random
) -> bool:
    """Write, wait for an answer of a person, answer it; leave when nobody writes back. False when no mail went in."""
    mailbox = _Mailbox(doors.outbox, part.email)
    try:
        mailbox.sent.append(send_mail(part, part.says[0], doors))
        say(f"{part.name} writes a mail: {part.subject}")
        for text in part.says[1:]:
            answer = mailbox.wait(stop)
            if answer is None or stop.wait(chance.uniform(5, 30)):
                break
            mailbox.sent.append(send_mail(part, text, doors, answer))
            say(f"{part.name} answers by mail.")
    except (OSError, smtplib.SMTPException) as error:
        door = f"{doors.smtp_host}, port {doors.smtp_port} (SHOPBELL_SMTP_PORT)"
        say(f"{part.name} could not hand in a mail at {door}: {error}")
    return bool(mailbox.sent)


def send_mail(part: Part, text: str, doors: Doors, answers: EmailMessage | None = None) -> str:
    """Hand one mail to the listener, in answer to `answers` if given; returns its Message-ID."""
    mail = EmailMessage(policy=policy.SMTP)
    mail["From"] = formataddr((part.name, part.email))
    mail["To"] = answers["Reply-To"] or answers["From"] if answers else CARE
    mail["Subject"] = f"Re: {answers['Subject']}" if answers else part.subject
    mail["Message-ID"] = make_msgid(domain=part.email.partition("@")[2])
    if answers:
        mail["In-Reply-To"] = answers["Message-ID"]
        mail["References"] = f"{answers['References'] or ''} {answers['Message-ID']}".strip()
        text = f"{text}\n\n{quote(answers)}"
    mail.set_content(text)
    with smtplib.SMTP(doors.smtp_host, doors.smtp_port, timeout=30) as door:
        door.send_message(mail)
    return str(mail["Message-ID"])


def quote(mail: EmailMessage) -> str:
    """The mail that is answered, as most programs put it below."""
    body = mail.get_body(("plain",))
    lines = body.get_content().splitlines() if body else []
    return "\n".join([f"{mail['From']} wrote:", *(f"> {line}" for line in lines[:60])])


class _Mailbox:
    """Mail of the desk to one address, as it appears in the folder."""

    def __init__(self, outbox: Path, address: str):
        self.outbox, self.address = outbox, address
        self.known = {path.name for path in self._files()}
        self.sent: list[str] = []

    def wait(self, stop: threading.Event) -> EmailMessage | None:
        """The next mail that a person of the desk wrote; None when none comes in time."""
        waited = 0.0
        while waited < PATIENCE_SECONDS and not stop.wait(LOOKS_EVERY_SECONDS):
            waited += LOOKS_EVERY_SECONDS
            for mail in self._fresh():
                if self._is_answer(mail):
                    return mail
        return None

    def _is_answer(self, mail: EmailMessage) -> bool:
        """Whether a person answers one of the mails that were sent from here."""
        about = f"{mail['In-Reply-To'] or ''} {mail['References'] or ''}"
        is_ours = self.address in str(mail["To"] or "").lower() and any(each in about for each in self.sent)
        return is_ours and not mail["Auto-Submitted"]

    def _fresh(self) -> Iterator[EmailMessage]:
        for path in sorted(self._files()):
            if path.name not in self.known:
                self.known.add(path.name)
                yield BytesParser(policy=policy.default).parsebytes(path.read_bytes())

    def _files(self) -> list[Path]:
        return list(self.outbox.glob("*.eml")) if self.outbox.is_dir() else []
