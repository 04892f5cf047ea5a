"""What speaks against a guide that shows an article or links to one: it says something else by now, or is gone.

An answer shows its article as it is when it is read, but the question before it may not fit it any more.
"""

from typing import Any

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

from .article_text import ArticleText, ArticleVersion
from .guides.guide_text import GuideText
from .living_links import ARTICLE
from .stale_sign import Found, Looked, Sign, StaleKind


def changed_articles(looked: Looked[GuideText]) -> Found[GuideText]:
    """In the language of the guide's text; where the article is not there in it, with the text first written.

    What was published in a language for the first time after the guide was says nothing else than before.
    """
    named = [dict(ARTICLE.findall(text.body)) for text in looked.texts]
    numbers = {int(number) for each in named for number in each}
    texts: dict[int, dict[str, Any]] = {}  # each with when it was `begun`
    before = ArticleVersion.objects.filter(article=OuterRef("article"), language=OuterRef("language"))
    begun = Coalesce(Subquery(before.order_by("at").values("at")[:1]), "first_published_at")
    shown_texts = ArticleText.objects.filter(article__in=numbers).defer("body").annotate(begun=begun)
    for shown in shown_texts.order_by("begun", "pk"):
        texts.setdefault(shown.article_id, {})[shown.language] = shown
    titles = _last_titles(numbers - set(texts))
    for text, words in zip(looked.texts, named, strict=True):
        is_head = text.language == looked.things[text.of].language
        for number in sorted(int(each) for each in words):
            there = texts.get(number, {})
            shown_there = there.get(text.language) or (next(iter(there.values()), None) if is_head else None)
            if shown_there and shown_there.begun <= text.published_at < shown_there.published_at:
                about = f"{number} {shown_there.language} {shown_there.number}"
                yield text, Sign(StaleKind.ARTICLE, about, {"title": shown_there.title})
            elif not there and is_head:
                title = titles.get(number) or words[str(number)]
                yield text, Sign(StaleKind.WITHDRAWN, f"{text.number} {number}", {"title": title})


def _last_titles(numbers: set[int]) -> dict[int, str]:
    """What those were called that nobody reads any more."""
    rows = ArticleVersion.objects.filter(article__in=numbers).order_by("at", "pk")
    return dict(rows.values_list("article_id", "title"))
