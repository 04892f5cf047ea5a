"""Which article a Markdown file is: here already, or together with which other files."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.signing import BadSignature, Signer
from django.utils.text import slugify

from ..article import Article
from ..article_draft import ArticleDraft
from ..article_text import ArticleText
from ..category import Category, CategoryName
from ..centre import HelpCentre
from .page_file import PageFile

SIGNER = Signer(salt="article in an export")
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z]{2,4})?\Z")


def key_of(article: Article) -> str:
    """What names the article in an export; no other desk can make it, so its numbers are not taken for ours."""
    return SIGNER.sign(str(article.pk))


def article_of(key: str) -> Article | None:
    """The article of this desk that `key_of` named, if it is still there."""
    try:
        return Article.objects.select_related("category").filter(pk=int(SIGNER.unsign(key))).first()
    except (BadSignature, ValueError):
        return None


@dataclass
class PageGroup:
    """The files that are one article, each in a language; `article` is there when this desk has it already."""

    key: str
    pages: dict[str, PageFile] = field(default_factory=dict)
    article: Article | None = None
    category: Category | None = None
    new_category: str = ""  # the slug of one that is not there yet

    @property
    def language(self) -> str:
        """That it is, or will be, first written in."""
        if self.article:
            return self.article.language
        first = next(iter(self.pages.values())).said.get("first_language", "")
        return first if first in self.pages else next(iter(self.pages))

    def in_order(self) -> list[tuple[str, PageFile]]:
        """Its files, the one first written before its translations."""
        return sorted(self.pages.items(), key=lambda each: each[0] != self.language)


def language_of(page: PageFile, centre: HelpCentre) -> str:
    """The centre's language that the file says, or its name (`pack.de.md`), or its folder; empty for one it has not."""
    ending = page.stem.rpartition(".")[2] if "." in page.stem else ""
    folders = [name for name in page.folders if _known(name, centre)]
    told = page.said.get("language") or (ending if _known(ending, centre) else "") or next(iter(folders), "")
    return _known(told, centre) if told else centre.language


def _known(told: str, centre: HelpCentre) -> str:
    told = told.replace("_", "-").lower()
    if not LANGUAGE.match(told):
        return ""
    same = {code.lower(): code for code in centre.languages}
    return same.get(told) or same.get(told.split("-")[0]) or ""


def group_key(page: PageFile, language: str, centre: HelpCentre) -> str:
    """What the files of one article have in common: the key of an export, or their place without the language."""
    if said := page.said.get("key"):
        return f"said {said}"
    folders = [name for name in page.folders if not _known(name, centre)]
    stem = (
        page.stem.rpartition(".")[0]
        if _known(page.stem.rpartition(".")[2], centre) == language
        else page.stem
    )
    return "/".join(["at", *folders, stem or page.stem])


def category_words(page: PageFile, centre: HelpCentre) -> str:
    """What the file calls its category, or its folder is called."""
    folders = [name for name in page.folders if not _known(name, centre)]
    return page.said.get("category") or (folders[-1] if folders else "")


def category_called(words: str) -> Category | None:
    """By its address or a name that it has in any language."""
    found = Category.objects.filter(slug=words[:60].lower()).first()
    name = (
        found is None and CategoryName.objects.filter(name__iexact=words).select_related("category").first()
    )
    return name.category if name else found


def slug_of(words: str) -> str:
    return slugify(words)[:60].strip("-")


def article_there(group: PageGroup) -> Article | None:
    """The one that a file of the group says by its key, or one of the same title in the same category and language."""
    for page in group.pages.values():
        if found := article_of(page.said.get("key", "")):
            return found
    if not group.category:
        return None
    for language, page in group.pages.items():
        for model in (ArticleText, ArticleDraft):
            same = model.objects.filter(
                language=language, title__iexact=page.said["title"], article__category=group.category
            )
            if row := same.select_related("article__category").order_by("article_id").first():
                return row.article
    return None


def words_of(article: Article, language: str) -> Iterable[ArticleText | ArticleDraft]:
    """What this desk says of it in `language`: the draft, and what readers see."""
    yield from article.drafts.filter(language=language)
    yield from article.texts.filter(language=language)
