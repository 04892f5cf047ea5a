"""Parsing: raw bytes → `Inbound`. Pure, and never raises, so that it can be run again over the archive.

Real mail is full of lies about itself. So each step is guarded, one header never costs the others, and a mail
that defeats all of it still becomes readable text with a note of what went wrong.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from .mime import body
from .mime.address import Address, addresses
from .mime.body import File
from .mime.charset import decode
from .mime.headers import ids, words
from .mime.part import Part, split

READABLE_BYTES = 200_000  # of a mail that cannot be parsed at all
BULK = {"bulk", "list", "junk"}
MOST_SHOWN, SHOWN_BYTES, SHOWN_CHARACTERS = (
    3,
    1_000_000,
    50_000,
)  # of mails inside a mail; whole they are files


@dataclass
class Inbound:
    """One mail, understood as far as it can be."""

    message_id: str = ""
    in_reply_to: list[str] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    sender: Address | None = None
    sender_text: str = ""  # the From header as people read it, also when no address can be made of it
    reply_to: list[Address] = field(default_factory=list)
    to: list[Address] = field(default_factory=list)
    cc: list[Address] = field(default_factory=list)
    subject: str = ""
    date: datetime | None = None
    text: str = ""
    quoted_text: str = ""
    html: str = ""
    quoted_html: str = ""
    files: list[File] = field(default_factory=list)
    calendars: list[str] = field(default_factory=list)  # what is kept of them, of which its cards are made
    protection: str = ""  # how it is signed or encrypted, as `mime/protection.py` calls it
    reaction: str = ""  # an emoji, put on the mail that it answers
    auto_submitted: bool = False
    is_bulk: bool = False
    is_bounce: bool = False
    defects: list[str] = field(default_factory=list)

    @property
    def answers(self) -> list[str]:
        """Message-IDs it says it answers, nearest first: In-Reply-To, then References reversed (RFC 5322 §3.6.4)."""
        return list(dict.fromkeys([*self.in_reply_to, *reversed(self.references)]))[:100]

    @property
    def is_from_machine(self) -> bool:
        """Written by a program: never to be answered by one."""
        return self.auto_submitted or self.is_bulk or self.is_bounce


def parse(raw: bytes) -> Inbound:
    """Understand `raw` as a mail. Whatever the bytes are, something readable comes back."""
    inbound = Inbound()
    try:
        mails = _read(raw, inbound)
    except Exception as error:  # noqa: BLE001
        return _unreadable(raw, inbound, error)
    for content in [] if inbound.is_bounce else mails[:MOST_SHOWN]:
        inner = Inbound()
        try:
            _read(content[:SHOWN_BYTES], inner)
            body.add_below(inbound, [_shown(inner)])
        except Exception as error:  # noqa: BLE001 (it is a file besides)
            inbound.defects.append(f"message inside: {error!r}"[:300])
    return inbound


def _read(raw: bytes, inbound: Inbound) -> list[bytes]:
    """Fill `inbound` in; returns the mails inside."""
    mail = split(raw)
    for step in (_read_ids, _read_people, _read_subject, _read_nature):
        _guard(step, mail, inbound)
    return body.read(mail, inbound)


def _shown(inner: Inbound) -> str:
    """A mail inside a mail as its text shows it, with the lines above that mail programs put there."""
    head = {
        "From": inner.sender_text,
        "Date": inner.date.strftime("%Y-%m-%d %H:%M UTC") if inner.date else "",
        "Subject": inner.subject,
        "To": ", ".join(str(each) for each in inner.to[:20]),
    }
    lines = [f"{name}: {value}" for name, value in head.items() if value]
    said = "\n\n".join(text for text in (inner.text, inner.quoted_text) if text.strip())
    return "\n".join(
        ["---------- Forwarded message ----------", *lines, "", said[:SHOWN_CHARACTERS]]
    ).rstrip()


def _guard(step, mail: Part, inbound: Inbound) -> None:
    try:
        step(mail, inbound)
    except Exception as error:  # noqa: BLE001 (one header never costs the others)
        inbound.defects.append(f"{step.__name__.removeprefix('_read_')}: {error!r}"[:300])


def _read_ids(mail: Part, inbound: Inbound) -> None:
    own = [each for value in mail.all("message-id") for each in ids(value)]
    inbound.message_id = own[0] if own else ""
    inbound.in_reply_to = [each for value in mail.all("in-reply-to") for each in ids(value)]
    inbound.references = [each for value in mail.all("references") for each in ids(value)]


def _read_people(mail: Part, inbound: Inbound) -> None:
    inbound.sender_text = " ".join(words(mail.first("from")).split())[:300]
    inbound.reply_to = addresses(mail.all("reply-to"))
    senders = addresses(mail.all("from")) or addresses(mail.all("sender")) or inbound.reply_to
    inbound.sender = senders[0] if senders else None
    inbound.to, inbound.cc = addresses(mail.all("to")), addresses(mail.all("cc"))


def _read_subject(mail: Part, inbound: Inbound) -> None:
    inbound.subject = " ".join(words(mail.first("subject")).split())
    inbound.date = _date(words(mail.first("date")))


def _date(text: str) -> datetime | None:
    """When it says it was written, if that is a date a computer of our days could have."""
    try:
        when = datetime.fromisoformat(text) if text[:4].isdigit() else parsedate_to_datetime(text)
        when = when if when.tzinfo else when.replace(tzinfo=UTC)
        when = when.astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return when if 1990 <= when.year <= 2100 else None


def _read_nature(mail: Part, inbound: Inbound) -> None:
    """Signs of a program: RFC 3834 §5, RFC 2919, and what senders did before those."""
    first = {name: words(mail.first(name)).lower() for name in NATURE}
    inbound.auto_submitted = first["auto-submitted"].split(";")[0].strip() not in ("", "no") or any(
        first[name]
        for name in ("x-autoreply", "x-autorespond", "x-auto-response-suppress", "x-shopbell-automatic")
    )
    inbound.is_bulk = first["precedence"] in BULK or bool(first["list-id"] or first["list-unsubscribe"])
    is_report = mail.kind == "multipart/report"
    inbound.is_bounce = first["return-path"] == "<>" or is_report


NATURE = (
    "auto-submitted", "x-autoreply", "x-autorespond", "x-auto-response-suppress", "x-shopbell-automatic", "precedence",
    "list-id", "list-unsubscribe", "return-path",
)  # fmt: skip


def _unreadable(raw: bytes, inbound: Inbound, error: BaseException) -> Inbound:
    """The mail as text, as it came; the raw mail stays beside it."""
    inbound.defects.append(f"body: {error!r}"[:300])
    inbound.text = decode(raw[:READABLE_BYTES])
    inbound.html = inbound.quoted_text = inbound.quoted_html = ""
    inbound.files, inbound.calendars, inbound.protection = [], [], ""
    return inbound
