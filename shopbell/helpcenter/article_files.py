"""The files that an article shows or leads to: replaced by another, taken out, and swept when nothing names them.

Readers keep what they see: a file is replaced or taken out in the draft, and what was published before goes on naming
it. One that no text, draft, version or guide names is removed after some weeks; its bytes go with the blob sweep.
"""

import re
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.core.files.base import File
from django.db import models, transaction
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from shopbell.accounts.agent import Agent
from shopbell.core.errors import Refused

from .article import Article
from .article_draft import ArticleDraft, write_draft
from .article_text import Words
from .help_file import HelpFile
from .keeping_files import keep_help_file

ADDRESS = re.compile(r"/help/files/([0-9a-f-]{36})/[^\s\"<>)]*")
KEPT = timedelta(days=60)
NAMING: list[type[models.Model]] = []  # of floors above, whose texts or pointers name files too


def files_in(*written: Words | None) -> list[HelpFile]:
    """Those that these texts name, by name."""
    keys = {key for words in written if words for key in ADDRESS.findall(words.body)}
    return list(HelpFile.objects.filter(pk__in=keys).order_by("name", "pk")) if keys else []


@transaction.atomic
def replace_file(
    article: Article, language: str, old: HelpFile, sent: File, *, by: Agent, seen: int = 0
) -> ArticleDraft:
    """Keep `sent` and let the draft name it wherever it named `old`. Raises Refused as `write_draft` does."""
    words = _words(article, language, old)
    kept = keep_help_file(sent, sent.name or "file", sent.size or 0, by=by)
    if kept.type.partition("/")[0] != old.type.partition("/")[0]:
        raise Refused(_("Choose a file of the same kind: a picture for a picture, a film for a film."))
    body = ADDRESS.sub(lambda found: kept.address if found[1] == str(old.pk) else found[0], words["body"])
    return write_draft(article, language, words | {"body": body}, by=by, seen=seen)


@transaction.atomic
def take_out_file(
    article: Article, language: str, old: HelpFile, *, by: Agent, seen: int = 0
) -> ArticleDraft:
    """Take `old` out of the draft: a picture and a film go, of a link its words stay, a film stays
    without its still picture or captions."""
    words = _words(article, language, old)
    place = rf'"/help/files/{old.pk}/[^"]*"'
    body = re.sub(rf"<img\b[^>]*\ssrc={place}[^>]*>", "", words["body"])
    body = re.sub(rf"<figure\b[^>]*\sdata-video={place}[^>]*>.*?</figure>", "", body, flags=re.DOTALL)
    body = re.sub(rf"(<figure\b[^>]*)\sdata-(?:still|captions)={place}", r"\1", body)
    body = re.sub(rf"<a\b[^>]*\shref={place}[^>]*>(.*?)</a>", r"\1", body, flags=re.DOTALL)
    return write_draft(article, language, words | {"body": body}, by=by, seen=seen)


def _words(article: Article, language: str, named: HelpFile) -> dict[str, str]:
    """What is being written, or else what readers see. Raises Refused when it does not name the file."""
    of_language: dict[str, Any] = {"language": language}
    found = article.drafts.filter(**of_language).first() or article.texts.filter(**of_language).first()
    if not found or str(named.pk) not in found.body:
        raise Refused(_("The text does not show this file any more. Load the page again."))
    return found.words


def sweep_files(now: datetime) -> int:
    """Remove files from some weeks ago that nothing of the help centre names; how many."""
    old = HelpFile.objects.filter(kept_at__lt=now - KEPT)
    return old.exclude(pk__in=_named()).delete()[1].get(HelpFile._meta.label, 0) if old.exists() else 0


def _named() -> set[str]:
    """Every file that stands in some text of the help centre, whatever table it is of, and what floors above show."""
    named: set[str] = set()
    for model in NAMING:
        for column in model._meta.concrete_fields:
            if column.related_model is HelpFile:
                shown = model._base_manager.exclude(**{column.name: None}).values_list(
                    column.attname, flat=True
                )
                named.update(map(str, shown))
    for model in [*apps.get_app_config("helpcenter").get_models(), *NAMING]:
        for column in model._meta.concrete_fields:
            if isinstance(column, (models.TextField, models.JSONField)):
                texts = model._base_manager.annotate(said=Cast(column.name, models.TextField()))
                for said in (
                    texts.filter(said__contains="/help/files/").values_list("said", flat=True).iterator()
                ):
                    named.update(ADDRESS.findall(said))
    return named
