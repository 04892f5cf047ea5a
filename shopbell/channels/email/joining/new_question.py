"""A new question under an old subject: people answer the last mail they have when they want something else.

Such a mail joins its ticket, since it may well belong there, and the agent is offered a new one. Three signs, and only
in a ticket that was solved: it was solved long ago, the subject is another, or the text is long and shares no long
word with what was said before. It is a hint and no more, so the signs are simple enough to be told in a line.
"""

import re
from datetime import datetime, timedelta

from django.db import models, transaction

from shopbell.accounts.agent import Agent
from shopbell.core.errors import Refused
from shopbell.tickets.event import Verb
from shopbell.tickets.message import Kind, Message
from shopbell.tickets.split import split_ticket
from shopbell.tickets.status import Status, set_status
from shopbell.tickets.ticket import Ticket

from ..email_message import EmailMessage
from ..parse import Inbound
from ..sending.wording import plain_subject

LONG_AGO = timedelta(days=14)
LONG_WORD = re.compile(r"[^\W\d_]{6,}")
STEM = 5  # letters that two forms of one word share
ENOUGH_WORDS = 8  # of a text that speaks of something; "Thank you, that was quick" has few long ones
MOST_CHARACTERS, MOST_MESSAGES = 20_000, 50


class Why(models.TextChoices):
    LONG_AGO = "long_ago"
    SUBJECT = "subject"
    WORDS = "words"


class NewQuestion(models.Model):
    message = models.OneToOneField(Message, models.CASCADE, primary_key=True, related_name="new_question")
    why = models.CharField(max_length=8, choices=Why)
    solved_at = models.DateTimeField(help_text="when its ticket was, before this opened it again")
    is_dismissed = models.BooleanField(default=False)


def why_new(ticket: Ticket, inbound: Inbound, at: datetime) -> Why | None:
    """Why `inbound`, which is about to join `ticket`, seems to be a new question; None when it does not."""
    if ticket.status != Status.SOLVED or ticket.solved_at is None:
        return None
    if at - ticket.solved_at > LONG_AGO:
        return Why.LONG_AGO
    if _has_other_subject(ticket, inbound):
        return Why.SUBJECT
    return Why.WORDS if _shares_no_word(ticket, inbound) else None


def _has_other_subject(ticket: Ticket, inbound: Inbound) -> bool:
    """An agent may have changed the ticket's subject: those of its mails count too."""
    subject = plain_subject(inbound.subject).casefold()
    mails = EmailMessage.objects.filter(message__ticket=ticket).values_list("subject", flat=True)
    known = {plain_subject(each).casefold() for each in [ticket.subject, *mails[:MOST_MESSAGES]]}
    return bool(subject) and subject not in known


def _shares_no_word(ticket: Ticket, inbound: Inbound) -> bool:
    said = {word[:STEM] for word in LONG_WORD.findall(inbound.text[:MOST_CHARACTERS].casefold())}
    if len(said) < ENOUGH_WORDS:
        return False
    messages = ticket.messages.filter(unsent_at=None).exclude(kind=Kind.SIDE).order_by("-pk")
    before = [ticket.subject, *messages.values_list("text", flat=True)[:MOST_MESSAGES]]
    known = " ".join(each[:MOST_CHARACTERS] for each in before).casefold()
    return not any(word in known for word in said)


def note_new_question(message: Message, why: Why, solved_at: datetime) -> None:
    """Have the agent asked whether `message` is a new question; its ticket was solved until then."""
    NewQuestion.objects.get_or_create(message=message, defaults={"why": why, "solved_at": solved_at})


@transaction.atomic
def split_question(question: NewQuestion, *, by: Agent) -> Ticket:
    """Let the message and all after it go on in a new ticket, linked to the old one; returns it.

    The old one is solved again as it was, unless somebody has changed its status since: that takes back what opened it,
    and nobody has solved it twice. Merging back is the undo, and asks no more.
    """
    message = Message.objects.select_related("ticket").get(pk=question.pk)
    old = message.ticket
    mail = EmailMessage.objects.filter(pk=message.pk).first()
    subject = plain_subject(mail.subject) if mail else ""
    new = split_ticket(message, and_later=True, subject=subject, by=by)
    NewQuestion.objects.filter(pk=question.pk).update(is_dismissed=True)
    old.lock()
    if old.status == Status.OPEN:
        _solve_as_before(old, question.solved_at, by=by)
    return new


def _solve_as_before(ticket: Ticket, solved_at: datetime, *, by: Agent) -> None:
    try:
        with transaction.atomic():
            reopened = ticket.events.filter(verb=Verb.REOPENED).order_by("-pk").first()
            set_status(ticket, Status.SOLVED, by=by, undoes=reopened.pk if reopened else None)
            Ticket.objects.filter(pk=ticket.pk).update(solved_at=solved_at)
    except Refused:  # what must be filled in before solving was asked for since: it stays open, and says so
        return


def new_question_in(ticket: Ticket) -> NewQuestion | None:
    """The newest message of `ticket` that seems to be a new question, while nobody has answered or put it away."""
    if ticket.waiting_since is None:
        return None
    asked = NewQuestion.objects.filter(message__ticket=ticket, is_dismissed=False)
    newest = asked.select_related("message").order_by("-pk").first()
    return newest if newest and newest.message.created_at >= ticket.waiting_since else None
