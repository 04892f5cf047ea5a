"""Agents who answer the mail of the desk from their own mail program, and those who only seem to."""

import json
from email import message_from_string
from email.message import EmailMessage as Mail
from email.utils import formatdate

import pytest

from shopbell.accounts.models import Letter
from shopbell.channels.email.answering import offer
from shopbell.channels.email.answering.offer import (
    Offer,
    customers_words,
    offer_for,
    offer_lines,
    with_line_above,
)
from shopbell.channels.email.authenticity.verdict import Result, Standing, Verdict
from shopbell.channels.email.inbound import _process
from shopbell.channels.email.models import MailedAnswer
from shopbell.channels.email.raw_mail import Arrival, Door, RawMail, keep
from shopbell.tickets.models import Message, Ticket

HOUSE = {"domain": "desk.example", "by": "spf", "spf": Result.PASS, "spf_domain": "desk.example"}


def proven(sender: str = "bo@desk.example") -> Verdict:
    return Verdict(Standing.VERIFIED, sender=sender, dmarc=Result.PASS, **HOUSE)


@pytest.fixture
def asked(late_parcel, care, bo, monkeypatch) -> Ticket:
    """Mina asks, Bo is told by mail, and the desk can prove whose mailbox an answer comes from."""
    monkeypatch.setattr(offer, "our_server", lambda: "a name server")
    return late_parcel


@pytest.fixture
def ways(asked, bo) -> Offer:
    """The two addresses of Bo's notification."""
    return offer_for(bo, asked, customers_words(asked).newest_id)


@pytest.fixture
def notice(asked, ways) -> str:
    """The words of that notification."""
    parts = [
        f"#{asked.pk} · {asked}",
        customers_words(asked).text,
        *offer_lines(ways),
        "You get this mail since…",
    ]
    return with_line_above("\n\n".join(parts))


def quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def letter_of(
    text: str, to: str, *, sender: str = "Bo Lind <bo@desk.example>", html: str = "", **headers
) -> Mail:
    """A mail of Bo's as a mail program makes it."""
    made = Mail()
    values = {
        "from": sender, "to": to, "subject": "Re: 1 ticket has news for you", "message-id": "<a1@desk.example>",
        "date": formatdate(), **{name.replace("_", "-"): value for name, value in headers.items()},
    }  # fmt: skip
    for name, value in values.items():
        if value:
            made[name.title()] = value
    if text or not html:
        made.set_content(text)
        if html:
            made.add_alternative(html, subtype="html")
    else:
        made.set_content(html, subtype="html")
    return made


@pytest.fixture
def arrives(asked, care):
    """Such a mail comes to the desk, with a verdict on its sender; returns the message, if it became one."""

    def take(
        made: Mail | bytes, verdict: Verdict | None = None, *, door: Door = Door.SMTP, sender: str = "bo@desk.example",
        recipients: list[str] | None = None,
    ) -> Message | None:  # fmt: skip
        raw = made if isinstance(made, bytes) else made.as_bytes()
        to = message_from_string(raw.decode("ascii", "replace"))["To"]
        row = keep(Arrival(raw, door, sender, [to] if recipients is None else recipients, care.pk))
        return _process(row, verdict or proven())

    return take


@pytest.fixture
def answers(arrives):
    """Bo answers with `text`."""

    def answer(text: str, to: str, verdict: Verdict | None = None, **more) -> Message | None:
        return arrives(letter_of(text, to, **more), verdict)

    return answer


def letters() -> list[tuple]:
    """To whom the desk wrote, subject, text and headers."""
    contents = [json.loads(each.content) for each in Letter.objects.order_by("pk")]
    return [tuple([*each, {}][:4]) for each in contents]


def whys() -> list[str]:
    """Why mails were not taken, of those that were kept."""
    assert all(RawMail.objects.get(pk=each.pk).raw for each in MailedAnswer.objects.all())
    return list(MailedAnswer.objects.filter(message=None).order_by("pk").values_list("why", flat=True))
