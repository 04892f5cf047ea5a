"""Nothing is published that quotes a customer who did not agree to it: asked of each draft, whoever publishes it.

Of a customer who was erased nothing is left that would tell their words. A draft that had them is marked then, and not
published as it was.
"""

from django.utils.translation import gettext as _

from shopbell.core.errors import Refused

from ..article import Article
from ..article_draft import ArticleDraft
from ..stale import SENTENCES, StaleFlag
from ..stale_sign import StaleKind
from .quote import shortened
from .quote_consent import unagreed

IN_DRAFT = "draft "  # begins what a doubt is about that was raised against a draft


class Unagreed(Refused):
    """It has the words of a customer who did not agree; the card *From tickets* asks them."""


def refuse_unagreed(article: Article, language: str, body: str) -> None:
    texts = article.ticket_texts.filter(language=language).exclude(quoted="").prefetch_related("consents")
    if found := unagreed(body, texts):
        raise Unagreed(
            _("A customer has not agreed to be quoted: “%(words)s”. Ask them, or say it in your own words.")
            % {"words": shortened(found[0][1])}
        )


def refuse_erased(draft: ArticleDraft) -> None:
    """Raise Refused while nobody has written on the draft since somebody whom it quotes was erased."""
    doubts = StaleFlag.objects.filter(article=draft.article_id, language=draft.language)
    if doubts.filter(kind=StaleKind.ERASED, about__startswith=IN_DRAFT, since__gte=draft.changed_at).exists():
        raise Refused(str(SENTENCES[StaleKind.ERASED]))
