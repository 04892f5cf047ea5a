"""All articles as files: a zip of Markdown, `<language>/<category>/<number>-<title>.md`, each with what is said of it.

Each file begins with front matter (lines of `name: "value"` between two lines of ---, which is YAML and JSON alike), so
that other programs read it too, and `importing/` reads it back. What readers see is written, and where nothing is
published the draft. The files that articles show lie in `files/`.
"""

import json
import re
import zipfile
from collections.abc import Iterable
from typing import IO, Any
from urllib.parse import quote

from shopbell.core import blob
from shopbell.tickets.reason import path_of as names_of

from .article import Article
from .article_draft import ArticleDraft
from .article_text import ArticleText, Words
from .centre import HelpCentre
from .help_file import HelpFile
from .importing.page_file import PATH
from .importing.page_group import key_of
from .markdown import to_markdown

FILE = re.compile(r"/help/files/([0-9a-f-]{36})/[^\s\"<>)]*")


def markdown_of(article: Article, language: str, words: Words, files: dict[str, HelpFile]) -> str:
    """One text as a file: front matter, then its body, whose `files` lie two folders above."""

    def place(found: re.Match[str]) -> str:
        return f"../../{quote(path_of(files[found[1]]))}" if found[1] in files else found[0]

    said = {
        name: value for name, value in _said(article, language, words).items() if value not in ("", None, [])
    }
    head = "\n".join(f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in said.items())
    return f"---\n{head}\n---\n\n{FILE.sub(place, to_markdown(words.body)).strip()}\n"


def _said(article: Article, language: str, words: Words) -> dict[str, Any]:
    name = article.category.named_in([language])
    return {
        "id": article.pk,
        "key": key_of(article),
        "language": language,
        "first_language": article.language,
        "title": words.title,
        "summary": words.summary,
        "category": article.category.slug,
        "category_name": name.name if name and name.language == language else "",
        "access": article.access,
        "owner": article.owner.email if article.owner else "",
        "review_on": article.review_on.isoformat() if article.review_on else "",
        "reasons": sorted(PATH.join(names_of(reason)) for reason in article.reasons.all()),
        "policies": sorted(each.slug for each in article.policies.all()),
        "published": isinstance(words, ArticleText),
    }


def path_of(file: HelpFile) -> str:
    return f"files/{file.pk}/{file.name}"


def write_zip(target: IO[bytes]) -> None:
    """Every article in every language that it is written in, with the files that they show."""
    files = {str(file.pk): file for file in HelpFile.objects.all()}
    shown: dict[str, HelpFile] = {}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as folder:
        for article, language, words in _written():
            slug = words.slug if isinstance(words, ArticleText) else "draft"
            name = f"{language}/{article.category.slug}/{article.pk}-{slug}.md"
            folder.writestr(name, markdown_of(article, language, words, files))
            shown |= {key: files[key] for key in FILE.findall(words.body) if key in files}
        for file in shown.values():
            with blob.open_blob(file.blob) as source, folder.open(path_of(file), "w") as copy:
                for chunk in iter(lambda: source.read(blob.CHUNK), b""):  # noqa: B023 (read at once)
                    copy.write(chunk)


def _written() -> Iterable[tuple[Article, str, ArticleText | ArticleDraft]]:
    """Article after article as they stand, each in the centre's languages in their order."""
    rank = {code: place for place, code in enumerate(HelpCentre.current().languages)}
    articles = Article.objects.select_related("category", "owner").prefetch_related(
        "texts", "drafts", "category__names", "reasons__parent", "policies"
    )
    for article in articles.order_by("category__position", "category", "position", "pk"):
        found: dict[str, ArticleText | ArticleDraft] = {each.language: each for each in article.drafts.all()}
        found |= {each.language: each for each in article.texts.all()}
        for language in sorted(found, key=lambda code: (rank.get(code, len(rank)), code)):
            yield article, language, found[language]
