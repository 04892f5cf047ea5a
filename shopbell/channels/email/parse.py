"""Parsing: raw bytes → `Inbound`. Pure, and never raises, so that it can be run again over the archive.

The trap is the standard library, which raises on real mail (unknown charsets, an empty Message-ID, lying
headers): only its tolerant old parser is used, each part is guarded, and a mail that defeats even that
still becomes readable text with a note of what went wrong.
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import Message
from email.policy import Compat32
from email.utils import parsedate_to_datetime

from . import body
from .address import Address, addresses
from .body import File
from .headers import decode, ids, words

READABLE_BYTES = 200_000  # of a mail that cannot be parsed at all
BULK = {"bulk", "list", "junk"}


class Untouched(Compat32):
    """Headers as they came: by itself the library makes question marks of 8-bit bytes, which real mail is full of."""

    def header_fetch_parse(self, name: str, value: str) -> str:
        return value


UNTOUCHED = Untouched()
SPACE_BEFORE_COLON = re.compile(rb"^([!-9;-~]+)[ \t]+:(?=[ \t])", re.MULTILINE)
HEADER_LINE = re.compile(rb"[!-9;-~]+[ \t]*:|From |>From ")
KNOWN_LINE = re.compile(
    rb"(?:from|to|subject|date|message-id|received|mime-version|content-type):", re.IGNORECASE
)


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
        mail = message_from_bytes(mend(raw), policy=UNTOUCHED)
    except Exception as error:  # noqa: BLE001 (RecursionError among them: parts nested without end)
        return _unreadable(raw, inbound, error)
    for step in (_read_ids, _read_people, _read_subject, _read_nature):
        _guard(step, mail, inbound)
    try:
        body.read(mail, inbound)
    except Exception as error:  # noqa: BLE001
        return _unreadable(raw, inbound, error)
    return inbound


def mend(raw: bytes) -> bytes:
    """`raw` with a head that the library can read: an obsolete space before the colon, a line that is no header.

    At such a line the library would take all the rest for the body, and the sender with it.
    """
    head, gap, body = raw.partition(b"\r\n\r\n") if b"\r\n\r\n" in raw else raw.partition(b"\n\n")
    lines = SPACE_BEFORE_COLON.sub(rb"\1:", head).split(b"\n")
    last = max((number for number, line in enumerate(lines) if KNOWN_LINE.match(line)), default=-1)
    good = [line for line in lines[: last + 1] if line[:1] in (b" ", b"\t") or HEADER_LINE.match(line)]
    return b"\n".join([*good, *lines[last + 1 :]]) + gap + body


def header(mail: Message, name: str) -> list[str]:
    """All raw values of a header, in order."""
    name = name.lower()
    return [str(value) for key, value in mail.raw_items() if key.lower() == name]


def _guard(step, mail: Message, inbound: Inbound) -> None:
    try:
        step(mail, inbound)
    except Exception as error:  # noqa: BLE001 (one header never costs the others)
        inbound.defects.append(f"{step.__name__.removeprefix('_read_')}: {error!r}"[:300])


def _read_ids(mail: Message, inbound: Inbound) -> None:
    own = [each for value in header(mail, "message-id") for each in ids(value)]
    inbound.message_id = own[0] if own else ""
    inbound.in_reply_to = [each for value in header(mail, "in-reply-to") for each in ids(value)]
    inbound.references = [each for value in header(mail, "references") for each in ids(value)]


def _read_people(mail: Message, inbound: Inbound) -> None:
    inbound.sender_text = " ".join(words((header(mail, "from") or [""])[0]).split())[:300]
    inbound.reply_to = addresses(header(mail, "reply-to"))
    senders = addresses(header(mail, "from")) or addresses(header(mail, "sender")) or inbound.reply_to
    inbound.sender = senders[0] if senders else None
    inbound.to, inbound.cc = addresses(header(mail, "to")), addresses(header(mail, "cc"))


def _read_subject(mail: Message, inbound: Inbound) -> None:
    subjects = header(mail, "subject")
    inbound.subject = " ".join(words(subjects[0]).split()) if subjects else ""
    dates = header(mail, "date")
    inbound.date = _date(words(dates[0])) if dates else None


def _date(text: str) -> datetime | None:
    """When it says it was written, if that is a date a computer of our days could have."""
    try:
        when = parsedate_to_datetime(text)
        when = when if when.tzinfo else when.replace(tzinfo=UTC)
        when = when.astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return when if 1990 <= when.year <= 2100 else None


def _read_nature(mail: Message, inbound: Inbound) -> None:
    """Signs of a program: RFC 3834 §5, RFC 2919, and what senders did before those."""
    first = {name: words((header(mail, name) or [""])[0]).lower() for name in NATURE}
    inbound.auto_submitted = first["auto-submitted"].split(";")[0].strip() not in ("", "no") or any(
        first[name]
        for name in ("x-autoreply", "x-autorespond", "x-auto-response-suppress", "x-shopbell-automatic")
    )
    inbound.is_bulk = first["precedence"] in BULK or bool(first["list-id"] or first["list-unsubscribe"])
    is_report = mail.get_content_type() == "multipart/report"
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
    inbound.files = []
    return inbound
