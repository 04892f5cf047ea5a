"""Nothing is published that quotes a customer who did not agree to it: asked of each draft, whoever publishes it."""

from django.utils.translation import gettext as _

from shopbell.core.errors import Refused

from ..article import Article
from .quote import shortened
from .quote_consent import unagreed


def refuse_unagreed(article: Article, language: str, body: str) -> None:
    texts = article.ticket_texts.filter(language=language).exclude(quoted="").prefetch_related("consents")
    if found := unagreed(body, texts):
        raise Refused(
            _("A customer has not agreed to be quoted: “%(words)s”. Ask them, or say it in your own words.")
            % {"words": shortened(found[0][1])}
        )
