"""What the page on which an article is written shows of tickets: proposals, and where its text came from."""

from dataclasses import dataclass

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.channels.public_answer import is_answered_in_public

from ..article import Article
from ..centre import HelpCentre
from ..differences import Run, changes
from .consent import Said
from .making import merged_words, words_now
from .quote_consent import QuoteConsent
from .ticket_text import TicketText

MOST = 20


@dataclass(frozen=True)
class Beside:
    text: TicketText
    may_see: bool  # the ticket, or anything of it when it is erased
    may_ask: bool  # its customer
    consent: QuoteConsent | None  # the last that counts
    changes: list[tuple[str, list[Run]]]  # of the draft, by a proposal


def beside(article: Article, language: str, agent: Agent) -> list[Beside]:
    """Proposals with what each would change, then what was taken before, the newest first."""
    rows = (
        article.ticket_texts.filter(language=language)
        .select_related("agent", "ticket")
        .prefetch_related("consents")
    )
    found = sorted(rows.order_by("-pk")[:MOST], key=lambda row: row.merged_at is not None)
    if not found:
        return []
    theirs = TicketText.objects.visible_to(agent).filter(pk__in=[row.pk for row in found])
    seen = set(theirs.values_list("pk", flat=True))
    may_ask = HelpCentre.current().asks_consent and agent.may(Permission.TICKET_REPLY)
    now = words_now(article, language)
    return [_beside(row, now, is_seen=row.pk in seen, may_ask=may_ask) for row in found]


def _beside(row: TicketText, now: dict[str, str], *, is_seen: bool, may_ask: bool) -> Beside:
    last = next(iter(row.consents.all()), None)
    is_open = not last or last.standing != Said.REFUSED
    may_ask = may_ask and is_seen and row.ticket is not None and not is_answered_in_public(row.ticket)
    return Beside(
        row,
        may_see=is_seen,
        may_ask=bool(may_ask and row.quoted and is_open),
        consent=last,
        changes=[] if row.merged_at else changes(now, merged_words(row)),
    )
