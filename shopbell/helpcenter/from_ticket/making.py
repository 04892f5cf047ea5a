"""Making something of what was taken: the draft of a new article, or a proposal beside one that is there already."""

from html import escape

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.core.errors import Refused
from shopbell.tickets.ticket import Ticket

from ..about import begin_article
from ..article import Article
from ..article_draft import ArticleDraft, write_draft
from ..body import clean_body
from ..category import Category
from .taken import Taken
from .ticket_text import TicketText


@transaction.atomic
def begin_from_ticket(
    ticket: Ticket, taken: Taken, title: str, category: Category, *, by: Agent
) -> ArticleDraft:
    """A new article with what was `taken` as its draft; readers see nothing of it until it is published.

    Raises Refused without a title, or when nothing was taken.
    """
    by.require(Permission.HELP_WRITE)
    body = _body(taken)
    draft = begin_article(taken.language, title, category, by=by)
    words = {"title": title, "summary": "", "body": body}
    draft = write_draft(draft.article, taken.language, words, by=by, seen=draft.revision)
    _keep(ticket, taken, title, draft.article, by).save()
    return draft


@transaction.atomic
def propose(ticket: Ticket, taken: Taken, title: str, article: Article, *, by: Agent) -> TicketText:
    """Lay what was `taken` beside `article`, for its writers to look at. Raises Refused when nothing was taken."""
    by.require(Permission.HELP_WRITE)
    _body(taken)
    text = _keep(ticket, taken, title, article.lock(), by)
    text.merged_at = None
    text.save()
    return text


@transaction.atomic
def merge_proposal(text: TicketText, *, by: Agent, seen: int) -> ArticleDraft:
    """Put the proposal at the end of its article's draft, or of a new one that says what readers see.

    `seen` is the revision of the draft, as in `write_draft`. Raises Refused when it is there already.
    """
    by.require(Permission.HELP_WRITE)
    article = text.article.lock()
    text = _held(text)
    draft = write_draft(article, text.language, merged_words(text), by=by, seen=seen)
    text.merged_at = timezone.now()
    text.save(update_fields=["merged_at"])
    return draft


@transaction.atomic
def drop_proposal(text: TicketText, *, by: Agent) -> None:
    by.require(Permission.HELP_WRITE)
    text.article.lock()
    _held(text).delete()


def merged_words(text: TicketText) -> dict[str, str]:
    """What the draft would say with the proposal in it."""
    words = words_now(text.article, text.language)
    part = f"<h2>{escape(text.title)}</h2>\n{text.body}"
    title = words["title"] or text.title
    return words | {"title": title, "body": f"{words['body']}\n{part}".strip()}


def words_now(article: Article, language: str) -> dict[str, str]:
    """Of the draft, else what readers see."""
    rows = [article.drafts.filter(language=language).first(), article.texts.filter(language=language).first()]
    return next((row.words for row in rows if row), {"title": "", "summary": "", "body": ""})


def _held(text: TicketText) -> TicketText:
    current = TicketText.objects.proposed().filter(pk=text.pk).first()
    if not current:
        raise Refused(_("Somebody took this proposal into the draft already, or dropped it."))
    return current


def _body(taken: Taken) -> str:
    body = clean_body(taken.body)
    if not body:
        raise Refused(_("Choose at least one message."))
    return body


def _keep(ticket: Ticket, taken: Taken, title: str, article: Article, by: Agent) -> TicketText:
    title = " ".join(title.replace("\0", "").split())[: TicketText._meta.get_field("title").max_length]
    return TicketText(
        article=article, language=taken.language, ticket=ticket, customer=ticket.customer,
        title=title or taken.title, body=_body(taken), quoted=taken.quoted, agent=by, merged_at=timezone.now(),
    )  # fmt: skip
