"""What the page on which an article is written shows of tickets: proposals, and where its text came from."""

from dataclasses import dataclass

from shopbell.accounts.agent import Agent

from ..article import Article
from ..differences import Run, changes
from .making import merged_words, words_now
from .ticket_text import TicketText

MOST = 20


@dataclass(frozen=True)
class Beside:
    text: TicketText
    may_see: bool  # the ticket
    changes: list[tuple[str, list[Run]]]  # of the draft, by a proposal


def beside(article: Article, language: str, agent: Agent) -> list[Beside]:
    """Proposals with what each would change, then what was taken before, the newest first."""
    rows = list(article.ticket_texts.filter(language=language).select_related("agent").order_by("-pk")[:MOST])
    seen = set(
        TicketText.objects.visible_to(agent)
        .filter(pk__in=[row.pk for row in rows])
        .values_list("pk", flat=True)
    )
    now = words_now(article, language)
    return [
        Beside(row, row.pk in seen, [] if row.merged_at else changes(now, merged_words(row)))
        for row in sorted(rows, key=lambda row: row.merged_at is not None)
    ]
