"""A private ticket becomes a topic that everybody reads: in the shop's words at once, in the customer's with their yes.

It is the shop that begins the topic, with the question and the answer, so that nobody learns who asked. What is
personal is covered as for an article (`helpcenter/from_ticket/`), and what a quote is, is the same.
"""

import uuid
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import override

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.channels.email.sending.language import language_for
from shopbell.channels.public_answer import refuse_to_ask_in_public
from shopbell.channels.reply import send_reply
from shopbell.core.errors import Refused
from shopbell.core.storable import storable
from shopbell.helpcenter.centre import HelpCentre
from shopbell.helpcenter.from_ticket.asking import NOTES
from shopbell.helpcenter.from_ticket.asking import RULE as QUOTES
from shopbell.helpcenter.from_ticket.consent import Said
from shopbell.portal.secret import hash_of, new_secret
from shopbell.tickets.rule_note import add_rule_note
from shopbell.tickets.ticket import Ticket, one_line

from .board import Board
from .customers_words import refuse_others_words, refuse_quotes, written_by_customers
from .profile import staff_profile
from .showing import set_state
from .state import State
from .ticket_topic import TicketTopic, answer_id
from .topic import MOST_TITLE, Topic
from .words import MOST_CHARACTERS, html_of, tidy_text
from .writing import NewTopic, accept_answer, begin_topic, write_post

RULE, MADE = "community", "community_made"


@dataclass(frozen=True)
class PublicWords:
    """What is to stand in the topic; question and answer as Markdown."""

    board: Board
    language: str
    title: str
    question: str
    answer: str

    @property
    def html(self) -> str:
        return f"<p>{escape(self.title)}</p>{html_of(self.question)}{html_of(self.answer)}"


@transaction.atomic
def publish_topic(ticket: Ticket, words: PublicWords, *, by: Agent, client_id: uuid.UUID) -> Topic:
    """Begin the topic in the shop's own words; the same `client_id` again returns the one that is there.

    Raises Refused when something of it is missing, or when it quotes the customer.
    """
    _require(by)
    ticket.lock()
    words = _tidy(words)
    refuse_quotes(words.html, written_by_customers(ticket, words.language))
    made = _begin(words, by, client_id)
    add_rule_note(ticket, MADE, by=RULE, client_id=client_id, title=words.title)
    return made


@transaction.atomic
def ask_for_topic(ticket: Ticket, words: PublicWords, *, by: Agent) -> TicketTopic:
    """Write to the customer, in their language, and ask. A link that was sent before and not answered ends.

    Raises Refused when the desk does not ask, something is missing, another customer's words stand in it, they said no,
    or agreed to this already, and when nothing can be sent to them alone.
    """
    _require(by)
    ticket.lock()
    words = _tidy(words)
    if not HelpCentre.current().asks_consent:
        raise Refused(_("This desk does not ask customers for it. Say it in your own words."))
    refuse_to_ask_in_public(ticket)
    refuse_others_words(words.html, ticket, words.language)
    before = TicketTopic.objects.filter(ticket=ticket)
    if any(each.standing == Said.REFUSED for each in before):
        raise Refused(_("They said no. Say it in your own words."))
    if any(each.standing == Said.GIVEN and _words_of(each) == words for each in before):
        raise Refused(_("They agreed to this text already."))
    before.filter(answered_at=None).delete()
    secret = new_secret()
    asked = TicketTopic.objects.create(
        ticket=ticket, customer=ticket.customer, secret_hash=hash_of(secret), agent=by, **vars(words)
    )
    send_reply(ticket, _letter(ticket, secret), by=by, is_answer=False)
    return asked


def _require(by: Agent) -> None:
    by.require(Permission.COMMUNITY_MODERATE)
    by.require(Permission.TICKET_REPLY)


def _tidy(words: PublicWords) -> PublicWords:
    title = one_line(storable(words.title))[:MOST_TITLE]
    if not title:
        raise Refused(_("Give it a title, so that others find it."))
    question, answer = tidy_text(words.question), tidy_text(words.answer)
    words = PublicWords(words.board, words.language, title, question, answer)
    _refuse_too_long(words)
    return words


def _refuse_too_long(words: PublicWords) -> None:
    """Raise Refused now, and not when the customer says yes; of what is ours in the post nobody need know."""
    added = len(_first_post(words)) - len(words.question)
    if len(words.question) > MOST_CHARACTERS - added:
        raise Refused(
            _("As a quote this question has room for %(most)s characters, and it has %(count)s. Shorten it.")
            % {"most": MOST_CHARACTERS - added, "count": len(words.question)}
        )


def _words_of(asked: TicketTopic) -> PublicWords:
    return PublicWords(asked.board, asked.language, asked.title, asked.question, asked.answer)


def _letter(ticket: Ticket, secret: str) -> str:
    language = language_for(ticket, None)
    address = f"{settings.SITE_URL}{reverse('community-quote', args=[secret])}?lang={language}"
    with override(language):
        return _(
            "Your question may help others. May we publish it in our community, without your name and everything "
            "personal?\n\nPlease look at the text and say yes or no here:\n%(link)s\n\n"
            "If you do not answer, we do not publish your words."
        ) % {"link": address}


def asked_behind(secret: str) -> TicketTopic | None:
    rows = TicketTopic.objects.select_related("customer", "ticket", "topic", "board", "agent")
    return rows.filter(secret_hash=hash_of(secret)).first()


@transaction.atomic
def answer_for_topic(row: TicketTopic, *, is_given: bool) -> None:
    """Keep what the customer says, once; with a yes the topic is there. Nothing when nobody asks any more.

    Raises Refused when they said it before.
    """
    asked = _held(row)
    if asked is None:
        return
    if asked.answered_at:
        raise Refused(_("You have answered already."))
    asked.answered_at, asked.is_given = timezone.now(), is_given
    if is_given and asked.agent:
        asked.topic = _begin(_words_of(asked), asked.agent, asked.client_id)
    asked.save(update_fields=["answered_at", "is_given", "topic"])
    _tell(asked)


@transaction.atomic
def withdraw_topic(row: TicketTopic) -> None:
    """They agree no longer: nobody sees the topic from now on. Twice, or when it is erased, changes nothing."""
    asked = _held(row)
    if asked is None or asked.standing != Said.GIVEN:
        return
    asked.withdrawn_at = timezone.now()
    asked.save(update_fields=["withdrawn_at"])
    if asked.topic:
        topic = asked.topic.lock()
        set_state(topic.posts.get(is_first=True), State.HIDDEN)
    _tell(asked)


def _held(asked: TicketTopic) -> TicketTopic | None:
    """The row as it is now, held; None when they were asked anew or erased meanwhile."""
    rows = TicketTopic.objects.select_for_update(of=("self",)).select_related(
        "ticket", "topic", "board", "agent"
    )
    return rows.filter(pk=asked.pk).first()


def _tell(asked: TicketTopic) -> None:
    """A note in the ticket, for whoever asked, while there is one."""
    if asked.ticket:
        add_rule_note(asked.ticket, NOTES[asked.standing], by=QUOTES, title=asked.title)


def _begin(words: PublicWords, by: Agent, client_id: uuid.UUID) -> Topic:
    """The topic with its question and, as what solved it, its answer."""
    shop = staff_profile(by)
    wish = NewTopic(words.board, words.language, words.title, _first_post(words))
    topic = begin_topic(wish, by=shop, client_id=client_id)
    post = write_post(topic, words.answer, by=shop, client_id=answer_id(client_id))
    return accept_answer(topic, post, by=shop)


def _first_post(words: PublicWords) -> str:
    """What the topic begins with: that a customer asked, and their question as a quote."""
    with override(words.language):
        head = _("A customer asked us:")
    quoted = "\n".join(f"> {line}" for line in words.question.splitlines())
    return f"{head}\n\n{quoted}"
