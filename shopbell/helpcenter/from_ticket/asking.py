"""Asking a customer whether their words may be published: by the channel of their ticket, with a link to what they say.

The link shows the text as it would stand and takes one answer. After a yes it withdraws, at any time.
"""

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.channels.email.sending.language import language_for
from shopbell.channels.public_answer import refuse_to_ask_in_public
from shopbell.channels.reply import send_reply
from shopbell.core.errors import Refused
from shopbell.portal.secret import hash_of, new_secret
from shopbell.tickets.rule_note import add_rule_note
from shopbell.tickets.ticket import Ticket

from ..article import Article
from ..centre import HelpCentre
from ..stale import look_over_these
from .consent import Said
from .making import words_now
from .quote_consent import QuoteConsent
from .ticket_text import TicketText

RULE = "Quotes"
NOTES = {Said.GIVEN: "quote_given", Said.REFUSED: "quote_refused", Said.WITHDRAWN: "quote_withdrawn"}


@transaction.atomic
def ask_consent(text: TicketText, *, by: Agent) -> QuoteConsent:
    """Write to the customer, in their language, and ask. A link that was sent before and not answered ends.

    Raises Refused when the desk does not ask, when nothing is quoted, when they agreed to this already or said no,
    when the ticket is erased or became that of another customer, and when nothing can be sent to them alone.
    """
    by.require(Permission.HELP_WRITE)
    by.require(Permission.TICKET_REPLY)
    text.article.lock()
    if not text.ticket:
        raise Refused(_("The ticket is erased, so they cannot be asked any more. Say it in your own words."))
    ticket = text.ticket
    ticket.lock()
    if not HelpCentre.current().asks_consent:
        raise Refused(_("This desk does not ask customers for it. Say it in your own words."))
    refuse_to_ask_in_public(ticket)
    if text.customer_id and text.customer_id != ticket.customer_id:
        raise Refused(_("Another customer wrote this than the one of this ticket. Say it in your own words."))
    if not text.quoted:
        raise Refused(_("Nothing of it is in the customer's own words."))
    words = _as_it_would_stand(text)
    _refuse_again(text, words)
    text.consents.filter(answered_at=None).delete()
    secret = new_secret()
    consent = QuoteConsent.objects.create(
        text=text, customer=ticket.customer, secret_hash=hash_of(secret), agent=by,
        title=words["title"], summary=words["summary"], body=words["body"],
    )  # fmt: skip
    send_reply(ticket, _letter(ticket, secret), by=by, is_answer=False)
    return consent


def _refuse_again(text: TicketText, words: dict[str, str]) -> None:
    for consent in text.consents.all():
        if consent.standing == Said.REFUSED:
            raise Refused(_("They said no. Say it in your own words."))
        if consent.standing == Said.GIVEN and consent.words == words:
            raise Refused(_("They agreed to this text already."))


def _as_it_would_stand(text: TicketText) -> dict[str, str]:
    """The draft of a new article as it is; beside others' words what was taken, since the rest is not theirs to see."""
    if text.merged_at and not text.article.versions.exists() and text.article.ticket_texts.count() == 1:
        return words_now(text.article, text.language)
    return text.words


def _letter(ticket: Ticket, secret: str) -> str:
    language = language_for(ticket, None)
    address = f"{settings.SITE_URL}{reverse('help-quote', args=[secret])}?lang={language}"
    with override(language):
        return _(
            "Your question may help others. May we publish it on our help pages, without your name and everything "
            "personal?\n\nPlease look at the text and say yes or no here:\n%(link)s\n\n"
            "If you do not answer, we do not publish your words."
        ) % {"link": address}


def consent_behind(secret: str) -> QuoteConsent | None:
    asked = QuoteConsent.objects.select_related("text__article", "text__ticket", "customer")
    return asked.filter(secret_hash=hash_of(secret)).first()


@transaction.atomic
def answer_consent(consent: QuoteConsent, *, is_given: bool) -> None:
    """Keep what the customer says, once. Raises Refused when they said it before."""
    consent = _held(consent)
    if consent.answered_at:
        raise Refused(_("You have answered already."))
    consent.answered_at, consent.is_given = timezone.now(), is_given
    consent.save(update_fields=["answered_at", "is_given"])
    _tell(consent)


@transaction.atomic
def withdraw_quote(consent: QuoteConsent) -> None:
    """They agree no longer: the article that quotes them is marked at once. Twice changes nothing."""
    consent = _held(consent)
    if consent.standing != Said.GIVEN:
        return
    consent.withdrawn_at = timezone.now()
    consent.save(update_fields=["withdrawn_at"])
    _tell(consent)
    look_over_these(Article, [consent.text.article_id], consent.withdrawn_at)


def _held(consent: QuoteConsent) -> QuoteConsent:
    consent.text.article.lock()
    return QuoteConsent.objects.select_related("text__article", "text__ticket").get(pk=consent.pk)


def _tell(consent: QuoteConsent) -> None:
    """A note in the ticket, for whoever asked, while there is one."""
    if consent.text.ticket:
        add_rule_note(consent.text.ticket, NOTES[consent.standing], by=RULE, title=consent.title)
