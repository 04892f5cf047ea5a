"""Signs against a text that quotes customers who did not agree that it does, or do no longer."""

from .article_text import ArticleText
from .from_ticket.quote import shortened
from .from_ticket.quote_consent import unagreed
from .from_ticket.ticket_text import TicketText
from .stale_sign import Found, Looked, Sign, StaleKind


def unagreed_quotes(looked: Looked[ArticleText]) -> Found[ArticleText]:
    taken = TicketText.objects.filter(article__in=looked.things).exclude(quoted="")
    rows = list(taken.prefetch_related("consents"))
    for text in looked.texts:
        of_it = [row for row in rows if (row.article_id, row.language) == (text.article_id, text.language)]
        for row, quote in unagreed(text.body, of_it):
            yield text, Sign(StaleKind.QUOTE, str(row.pk), {"words": shortened(quote)})
