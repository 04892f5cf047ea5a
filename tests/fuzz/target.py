"""What is fuzzed: each target looks at bytes, and raises when something is wrong with what became of them.

Most of what they call is guarded for those who use it, so that a broken mail is still a message. Here the guards do not
count: what was caught inside is a fault.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path

from shopbell.channels.email.authenticity.check import Envelope, _check
from shopbell.channels.email.authenticity.names import Address
from shopbell.channels.email.joining.auto_reply import is_auto_reply
from shopbell.channels.email.joining.forwarded import looks_forwarded, take_apart
from shopbell.channels.email.joining.mailing_list import is_list_mail, is_newsletter, list_address
from shopbell.channels.email.mime import invitation, rtf, tnef
from shopbell.channels.email.mime.charset import decode
from shopbell.channels.email.mime.headers import peek
from shopbell.channels.email.mime.part import split
from shopbell.channels.email.parse import parse
from shopbell.channels.email.quotes.fold import fold_text
from shopbell.channels.email.quotes.html import fold_html
from shopbell.channels.email.reports import report
from shopbell.channels.email.showing.page import Page

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
Seeds = Iterator[tuple[str, bytes]]


@dataclass(frozen=True)
class Target:
    look: Callable[[bytes], None]
    seeds: Callable[[], Seeds]


def mails(*folders: str) -> Callable[[], Seeds]:
    """The mails of these folders of the corpus."""

    def seeds() -> Seeds:
        for folder in folders:
            for path in (CORPUS / folder).rglob("*.eml"):
                yield f"{path.parent.name}-{path.stem}", path.read_bytes()

    return seeds


def read_mail(raw: bytes) -> None:
    faults = [each for each in parse(raw).defects if "Error" in each]
    assert not faults, faults


def read_report(raw: bytes) -> None:
    """All that is asked of a mail before, or beside, its parsing."""
    mail = split(raw)
    report._structured(mail)
    report._plain(mail, raw)
    for ask in (is_auto_reply, is_list_mail, is_newsletter, list_address, peek):
        ask(raw)


def fold_quotes(data: bytes) -> None:
    """As a text and as a page. Of a text no line may get lost."""
    text = data.decode("utf-8", "replace")
    came = Counter(line.strip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    left = Counter(line.strip() for half in fold_text(text) for line in half.split("\n"))
    del came[""], left[""]
    assert came == left, came - left
    fold_html(text)


def take_forward_apart(raw: bytes) -> None:
    inbound = parse(raw)
    looks_forwarded(inbound)
    take_apart(inbound, before=NOW, zone=UTC, is_ours=lambda address: address.endswith("@desk.example"))


class Records:
    """A DNS in which a stranger has written what they like: a line for each kind of record."""

    def __init__(self, lines: list[bytes]):
        self.lines = [*lines, b"", b"", b""]

    def txt(self, name: str) -> list[bytes]:
        place = 0 if name.startswith("_dmarc.") else 1 if "._domainkey." in name else 2
        return [self.lines[place]] if self.lines[place] else []

    def addresses(self, name: str, version: int) -> list[Address]:
        return [ip_address("192.0.2.1" if version == 4 else "2001:db8::1")]

    def mail_servers(self, name: str) -> list[str]:
        return [name]

    def names_of(self, address: Address) -> list[str]:
        return ["mx.shopper.example"]


def check_sender(data: bytes) -> None:
    """Three lines of records, and the mail that they speak of."""
    *lines, raw = data.split(b"\n", 3)
    envelope = Envelope(NOW, "192.0.2.1", "mx.shopper.example", "mina@shopper.example")
    names = Records(lines)
    _check(raw, "mina@shopper.example", envelope, names, {"mx.shopper.example"})  # type: ignore[arg-type]
    _check(raw, "mina@shopper.example", Envelope(NOW), names, {"mx.shopper.example"})  # type: ignore[arg-type]


RECORDS = b"v=DMARC1; p=reject; adkim=s\nv=DKIM1; k=rsa; p=MIIB\nv=spf1 a mx ip4:192.0.2.0/24 include:b.example -all\n"


def signed_mails() -> Seeds:
    for name, raw in mails("mail/basics", "mail/head", "mail/from")():
        yield name, RECORDS + raw
        yield f"signed-{name}", RECORDS + SIGNED + raw


SIGNED = (
    b"Authentication-Results: mx.shopper.example; dkim=pass header.d=shopper.example; spf=pass smtp.mailfrom=a@b.example\n"
    b"ARC-Seal: i=1; a=rsa-sha256; t=1; cv=none; d=c.example; s=k; b=AAAA\n"
    b"ARC-Message-Signature: i=1; a=rsa-sha256; c=relaxed/relaxed; d=c.example; s=k; h=from; bh=AAAA; b=AAAA\n"
    b"ARC-Authentication-Results: i=1; mx.c.example; dmarc=pass header.from=shopper.example\n"
    b"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/simple; d=shopper.example; s=k; t=1; l=5; h=from:to; bh=AAAA; b=AAAA\n"
)


def unpack_file(data: bytes) -> None:
    """What is read inside of files: a winmail.dat, a page of RTF, a calendar; the first byte says which."""
    kind, content = data[:1], data[1:]
    if kind == b"t":
        tnef.unpack(content)
    elif kind == b"r":
        rtf.words_of(content)
    elif kind == b"p":
        rtf.unpacked(content)
    else:
        calendar = decode(content)
        invitation.card(calendar)
        invitation.title_of(calendar)
        invitation.kept_of(calendar)


def files() -> Seeds:
    for name, raw in mails("mail/winmail", "mail/calendar")():
        for number, file in enumerate(parse(raw).files):
            kind = b"t" if tnef.is_package(file.content) else b"c"
            yield f"{name}-{number}", kind + file.content
    yield "page", b"r{\\rtf1\\ansi\\fromhtml1 {\\*\\htmltag64 <p>}\\u1234?Hello\\par\\'e9}"
    yield "packed", b"p" + bytes.fromhex("2d0000002b0000004c5a4675f1c5c7a7") + b"\x03\x00\x0a\x00rcpg125" * 3


def texts() -> Seeds:
    """The words of mails that quote, as text and as page."""
    for name, raw in mails("forwards", "mail/client", "mail/html", "mail/flowed")():
        inbound = parse(raw)
        yield f"text-{name}", f"{inbound.text}\n\n{inbound.quoted_text}".encode()
        yield f"page-{name}", f"{inbound.html}{inbound.quoted_html}".encode()


def show_page(data: bytes) -> None:
    page = data.decode("utf-8", "replace")
    Page({}).made_of(page)
    Page({}, proxied=lambda address: "/picture/").made_of(page)


TARGETS = {
    "mail": Target(read_mail, mails("mail")),
    "report": Target(read_report, mails("mail")),
    "quotes": Target(fold_quotes, texts),
    "forward": Target(take_forward_apart, mails("forwards", "mail/mail-inside")),
    "sender": Target(check_sender, signed_mails),
    "file": Target(unpack_file, files),
    "page": Target(show_page, texts),
}
