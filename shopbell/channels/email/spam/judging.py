"""Judging: whether a mail that opens a ticket is held as spam, and what made it look so.

A real customer among the spam is the dear mistake. So whoever the shop knows is never judged by their words: who has
ordered, proved an address or was answered before; who belongs to a company; who writes to a ticket that they take part
in. Bounces are not judged either. A forged sender is nobody that the shop knows; nor is whom a stranger's mail names
in Reply-To, since anybody may name a customer there.

What the mail server put into its Junk folder is held whatever its words are, unless it belongs to a ticket that its
sender takes part in: somebody chose to have that folder read, and looks for mistakes in the view Spam.
"""

from dataclasses import dataclass

from django.db import models
from django.db.models import Value
from django.utils import timezone

from shopbell.channels.delivery import MAILBOX, Delivery
from shopbell.core.prepared import Prepared
from shopbell.customers.customer import Customer
from shopbell.customers.known import is_known
from shopbell.customers.mail_address import base
from shopbell.tickets.message import Message
from shopbell.tickets.spam import mark_spam

from ..authenticity.verdict import Standing, Verdict
from ..joining.author import speaks_in, writes_for_us
from ..joining.threading import Thread
from ..mime.address import Address
from ..parse import Inbound
from ..raw_mail import Door, RawMail
from ..reports.report import is_server
from .evidence import known_of
from .letter import tokens_of
from .policy import SpamPolicy
from .scoring import Score, score
from .signs import letter_of

FILTER, SERVER = "Spam filter", "Junk folder"
JUNK = "!junk"  # the clue that no words gave: the mail server holds it for spam
MOST_CLUES, TELLING = 30, 0.7


class SpamScore(models.Model):
    """Why the filter held a message."""

    message = models.OneToOneField(Message, models.CASCADE, primary_key=True, related_name="spam_score")
    value = models.FloatField(help_text="how sure it was, up to 1")
    clues = models.JSONField(
        default=list, help_text="tokens and how much each speaks for spam, the loudest first"
    )


@dataclass(frozen=True)
class Mail:
    """A mail on its way in, by `author`. `verdict` is on its sender, None when nobody was asked."""

    raw: RawMail
    inbound: Inbound
    verdict: Verdict | None
    author: Address | None

    @property
    def address(self) -> str:
        return self.author.address if self.author else ""

    @property
    def is_forged(self) -> bool:
        return self.verdict is not None and self.verdict.standing == Standing.FORGED

    @property
    def is_junk(self) -> bool:
        """Whether it lay in the Junk folder of its mail server."""
        return self.raw.door == Door.JUNK


def judge(mail: Mail, thread: Thread, customer: Customer) -> Score | None:
    """The score of a mail that is to be held; None for one that is not."""
    if thread.proof or _takes_part(mail, thread):
        return None
    if mail.is_junk:
        found = score_of(mail)
        return Score(found.value, [(JUNK, 1.0), *found.clues])
    if mail.inbound.is_bounce or is_server(mail.inbound.sender):
        return None
    policy = SpamPolicy.current()
    if not policy.is_on or (is_acquainted(mail.address, customer) and _is_credible(mail)):
        return None
    found = score_of(mail)
    return found if found.value >= policy.held_from else None


def _takes_part(mail: Mail, thread: Thread) -> bool:
    """Whether it belongs to a ticket that its sender is a party of, as one that is closed.

    To refer to one is not enough: whoever was thanked for a mail once has a reference, and a marker to quote.
    """
    if thread.likely is None or mail.is_forged:
        return False
    return speaks_in(thread.likely, mail.author, mail.inbound.sender)


def _is_credible(mail: Mail) -> bool:
    """Whether its sender is taken at its word for who wrote it.

    A form of somebody else's is, once an agent has answered the same person there.
    """
    sender = mail.inbound.sender
    if mail.is_forged:
        return False
    if sender is None or sender == mail.author or writes_for_us(sender.address):
        return True
    by_it = {"email__from_address": sender.address, "email__reply_to": mail.address}
    tickets = Message.objects.filter(**by_it).values("ticket")
    return _written_to(base(mail.address)).filter(message__ticket__in=tickets).exists()


def score_of(mail: Mail) -> Score:
    address = mail.raw.inbox.address if mail.raw.inbox else ""
    tokens = tokens_of(letter_of(mail.inbound, mail.verdict, address))
    return score(tokens, known_of(tokens, timezone.now()))


def is_acquainted(author: str, customer: Customer) -> bool:
    """Whether the shop has had to do with whoever wrote this from the address `author`."""
    return is_known(customer, author) or (bool(author) and _was_written_to(author))


def _was_written_to(address: str) -> bool:
    """Whether an agent has written to this address, in whoever's ticket."""
    return WRITTEN_TO.first(mailbox=base(address)) is not None


def _written_to(mailbox) -> models.QuerySet[Delivery]:
    mails = Delivery.objects.alias(mailbox=MAILBOX).filter(mailbox=Value(mailbox), channel="email")
    return mails.filter(message__agent__isnull=False)


WRITTEN_TO = Prepared(lambda mailbox: _written_to(mailbox)[:1], mailbox=str)  # every stranger's mail asks


def hold(message: Message, found: Score) -> None:
    """Keep the ticket of `message`, which has just begun, out of every queue; in the caller's transaction."""
    clues = [[token, round(each, 3)] for token, each in found.clues if each >= TELLING]
    SpamScore.objects.create(message=message, value=found.value, clues=clues[:MOST_CLUES])
    by = SERVER if clues[:1] and clues[0][0] == JUNK else FILTER
    mark_spam(message.ticket, by=by, held=True, score=round(found.value, 4))
