"""Teaching the filter: an agent who marks a ticket as spam, or says that it is none, judges its first message.

An answer to a ticket says as well that it was wanted. What a ticket teaches is found anew from its timeline each time,
so that it does not matter in which order events are heard: a judgement that was undone has never been. The filter's
own judgements teach nothing, and neither do blocks: whoever is blocked for threats has not written spam.
"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from shopbell.channels.registry import is_answered_by_mail
from shopbell.core.lock import hold_until_commit
from shopbell.tickets.actor import Actor
from shopbell.tickets.event import Event, Verb
from shopbell.tickets.message import Kind, Message
from shopbell.tickets.ticket import Ticket

from ..email_message import EmailMessage
from ..parse import parse
from .evidence import LESSONS, SpamLesson, learn
from .letter import Letter, tokens_of
from .signs import letter_of
from .typed import typed_letter

JUDGED = (Verb.MARKED_SPAM, Verb.UNMARKED_SPAM)
VERBS = {*JUDGED, Verb.REPLIED}
STALE = timedelta(days=1)  # what was imported teaches nothing


def react(event: Event) -> None:
    """A ticket was judged, or an agent has answered it. Twice teaches nothing more."""
    if event.created_at < timezone.now() - STALE:
        return
    if event.verb == Verb.REPLIED and (event.actor_kind != Actor.AGENT or _is_known(event.ticket)):
        return
    teach(event.ticket)


def teach(ticket: Ticket) -> None:
    """Bring what the first message of `ticket` teaches in step with how agents judge it now."""
    message = _first(ticket)
    # what is said in a chat is said in other words
    if message is None or not is_answered_by_mail(message.channel):
        return
    if judgement_on(ticket) is None and not hasattr(message, "spam_lesson"):
        return
    tokens = tokens_of(_letter(message))  # before others wait: a large mail takes a while
    with transaction.atomic():
        hold_until_commit(LESSONS)  # of two reactions at once, none writes an older judgement last
        learn(message, tokens, is_spam=judgement_on(ticket))


def judgement_on(ticket: Ticket) -> bool | None:
    """Whether agents hold `ticket` for spam; None when nobody has said so."""
    standing: list[Event] = []
    for event in ticket.events.filter(verb__in=JUDGED).order_by("pk"):
        undone = event.data.get("undoes")
        if undone is None:
            standing.append(event)
        else:
            standing = [each for each in standing if each.pk != undone]
    last = standing[-1] if standing else None
    if last is not None and last.actor_kind == Actor.AGENT and not last.data.get("blocked"):
        return last.verb == Verb.MARKED_SPAM
    if last is not None and last.verb == Verb.MARKED_SPAM:
        return None
    return False if ticket.first_replied_at else None


def _first(ticket: Ticket) -> Message | None:
    messages = ticket.messages.filter(kind=Kind.REPLY, customer__isnull=False, agent=None, rule="")
    return messages.select_related("spam_lesson", "ticket").order_by("pk").first()


def _is_known(ticket: Ticket) -> bool:
    return SpamLesson.objects.filter(message__ticket=ticket).exists()


def _letter(message: Message) -> Letter:
    mails = EmailMessage.objects.select_related("raw__inbox", "sender_check")
    mail = mails.filter(message=message).first()
    if mail is None or mail.raw is None:
        return typed_letter(message)
    check = getattr(mail, "sender_check", None)
    address = mail.raw.inbox.address if mail.raw.inbox else ""
    return letter_of(parse(mail.raw.raw), check.verdict if check else None, address)
