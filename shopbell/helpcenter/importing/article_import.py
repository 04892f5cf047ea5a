"""Bringing articles in: a file is kept, looked over, shown, and when somebody says so brought in.

Nothing changes before. Both may take a while, so a large one is a job's; what is small is done at once. One that was
cut off goes on with what it has not done.
"""

from datetime import datetime, timedelta
from typing import Any, BinaryIO

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app as jobs

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.core import blob
from shopbell.core.blob_key import BlobKey
from shopbell.core.errors import Refused

from ..category import Category
from .bringing import bring_in
from .folder import Folder
from .plan import CHANGED, NEW, TEXT, Line, make_plan

WORK = "helpcenter.work_on_import"
MOST_BYTES = 100 * 1024 * 1024  # as it is sent
AT_ONCE = 60  # files
PORTION = 25  # articles, after which is kept how far it is
KEPT = timedelta(days=30)
COUNTED = (NEW, TEXT, CHANGED)  # outcomes that change something


class ArticleImportQuerySet(models.QuerySet["ArticleImport"]):
    def visible_to(self, agent: Agent):
        return self.all() if agent.may(Permission.HELP_WRITE) else self.none()


class ArticleImport(models.Model):
    name = models.CharField(max_length=200)
    blob = BlobKey()
    category = models.ForeignKey(
        Category, models.SET_NULL, null=True, related_name="+", help_text="of files that name none"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    lines = models.JSONField(default=list, help_text="what becomes, or became, of each file")
    unused = models.JSONField(default=list, help_text="paths that no article names")
    publishes = models.BooleanField(default=False, help_text="also what readers do not see yet")
    looked_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = ArticleImportQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_working(self) -> bool:
        return self.looked_at is None or bool(self.started_at and not self.finished_at)

    @property
    def told(self) -> list[Line]:
        return [Line.of(line) for line in self.lines]

    @property
    def done(self) -> int:
        return sum(line.is_done for line in self.told)

    @property
    def changing(self) -> int:
        """How many files change something."""
        return sum(line.outcome in COUNTED for line in self.told)

    def counts(self) -> dict[str, int]:
        """How many files have each outcome."""
        outcomes = [line.outcome for line in self.told]
        return {outcome: outcomes.count(outcome) for outcome in dict.fromkeys(outcomes)}


def keep_import(
    file: BinaryIO, name: str, size_bytes: int, category: Category | None, *, by: Agent
) -> ArticleImport:
    """Keep the file and look it over. Raises Refused for what is no Markdown, or no zip that one unpacks."""
    by.require(Permission.HELP_WRITE)
    if size_bytes > MOST_BYTES:
        limit = {"limit": MOST_BYTES // 1024 // 1024}
        raise Refused(_("The file is larger than %(limit)s MB. Make several of it.") % limit)
    count = len(Folder(file, name).texts)
    file.seek(0)
    key, _size = blob.put_chunks(iter(lambda: file.read(blob.CHUNK), b""))
    with transaction.atomic():
        kept = ArticleImport.objects.create(name=name[-200:], blob=key, category=category, by=by)
        _go_on(kept, count)
    kept.refresh_from_db()
    return kept


@transaction.atomic
def start_import(kept: ArticleImport, *, publishes: bool, by: Agent) -> None:
    """Bring in what was shown. With `publishes` readers see at once what they saw where it comes from and is new here.

    Raises Refused when it is under way or done.
    """
    by.require(Permission.HELP_PUBLISH if publishes else Permission.HELP_WRITE)
    held = ArticleImport.objects.select_for_update().get(pk=kept.pk)
    if held.started_at or not held.looked_at:
        raise Refused(_("This was brought in already, or is being looked over. Load the page again."))
    held.started_at, held.publishes, held.by = timezone.now(), publishes, by
    held.save(update_fields=["started_at", "publishes", "by"])
    _go_on(held, len(held.lines))


def _go_on(kept: ArticleImport, count: int) -> None:
    if count <= AT_ONCE:
        work_on_import(kept.pk)
    else:
        jobs.configure_task(WORK, lock="article-import", priority=-10).defer(import_id=kept.pk)


def work_on_import(import_id: int) -> None:
    """Look it over, or bring it in: what comes next. Nothing when there is nothing to do."""
    kept = ArticleImport.objects.select_related("by__role", "category").filter(pk=import_id).first()
    if not kept or not kept.is_working:
        return
    with translation.override(kept.by.language), blob.open_blob(kept.blob) as file:
        plan = make_plan(Folder(file, kept.name), kept.category, by=kept.by)
        if not kept.looked_at:
            kept.lines = [line.kept() for line in plan.lines.values()]
            kept.unused, kept.looked_at = plan.unused[:200], timezone.now()
            kept.save(update_fields=["lines", "unused", "looked_at"])
            return
        before = {line.path: line for line in kept.told if line.is_done}
        plan.lines |= before
        for count, _group in enumerate(bring_in(plan, publishes=kept.publishes)):
            if count % PORTION == 0:
                _keep_lines(kept, plan.lines)
    kept.finished_at = timezone.now()
    _keep_lines(kept, plan.lines)


def _keep_lines(kept: ArticleImport, lines: dict[str, Line]) -> None:
    kept.lines = [line.kept() for line in lines.values()]
    kept.save(update_fields=["lines", "finished_at"])


def sweep_imports(now: datetime) -> int:
    """Forget what was brought in a month ago; its files are swept with what nobody names."""
    return ArticleImport.objects.filter(at__lt=now - KEPT).delete()[0]


def last_imports(agent: Agent, most: int = 10) -> list[dict[str, Any]]:
    """The newest, without their lines."""
    return list(ArticleImport.objects.visible_to(agent).select_related("by").defer("lines", "unused")[:most])
