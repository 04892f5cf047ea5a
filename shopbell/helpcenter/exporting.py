"""All articles as files: a zip of Markdown, `<language>/<category>/<number>-<title>.md`, each with what is said of it.

Each file begins with front matter (lines of `name: "value"` between two lines of ---, which is YAML and JSON alike), so
that other programs read it too. What readers see is written, and where nothing is published the draft.
"""

import io
import json
import zipfile
from collections.abc import Iterable

from .article import Article
from .article_draft import ArticleDraft
from .article_text import ArticleText, Words
from .markdown import to_markdown


def markdown_of(article: Article, language: str, words: Words) -> str:
    """One text as a file: front matter, then its body."""
    said = {
        "id": article.pk,
        "language": language,
        "title": words.title,
        "summary": words.summary,
        "category": article.category.slug,
        "access": article.access,
        "published": isinstance(words, ArticleText),
    }
    head = "\n".join(f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in said.items())
    return f"---\n{head}\n---\n\n{to_markdown(words.body).strip()}\n"


def articles_as_zip() -> bytes:
    """Every article in every language that it is written in."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as folder:
        for article, language, words in _written():
            slug = words.slug if isinstance(words, ArticleText) else "draft"
            name = f"{language}/{article.category.slug}/{article.pk}-{slug}.md"
            folder.writestr(name, markdown_of(article, language, words))
    return kept.getvalue()


def _written() -> Iterable[tuple[Article, str, ArticleText | ArticleDraft]]:
    for article in (
        Article.objects.select_related("category").prefetch_related("texts", "drafts").order_by("pk")
    ):
        drafts = {each.language: each for each in article.drafts.all()}
        found: dict[str, ArticleText | ArticleDraft] = {
            **drafts,
            **{each.language: each for each in article.texts.all()},
        }
        for language, words in sorted(found.items()):
            yield article, language, words
