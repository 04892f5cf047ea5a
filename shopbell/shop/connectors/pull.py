"""A pull: fetching everything from a shop system page by page, at first (an import) or what changed since (reconciling
what webhooks missed).

Each page is a job. The rows of a page, how far the pull has come and the job of the next page are one transaction: a
crash at any moment loses no page and does none twice. A shop that is slow, throttles or is down is waited for.
"""

from datetime import datetime, timedelta
from math import ceil

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from procrastinate.contrib.django import app as jobs

from shopbell.core.errors import Refused
from shopbell.core.patience import PAUSES_SECONDS

from .connection import Connection, note_trouble
from .errors import ShopTrouble, Throttled
from .item import Page
from .keep import keep_items
from .registry import connector_of

PULL = "shop.pull_page"
OVERLAP = timedelta(minutes=10)  # shops write a change down a little after it happened
MOST_TRIES = len(PAUSES_SECONDS)


class PullState(models.TextChoices):
    RUNNING = "running", pgettext_lazy("import", "Running")
    DONE = "done", pgettext_lazy("import", "Done")
    STOPPED = "stopped", pgettext_lazy("import", "Stopped")


class Reason(models.TextChoices):
    IMPORT = "import", _("Import")
    RECONCILE = "reconcile", _("What webhooks missed")


class Pull(models.Model):
    connection = models.ForeignKey(Connection, models.CASCADE, related_name="pulls")
    reason = models.CharField(max_length=10, choices=Reason)
    state = models.CharField(max_length=8, choices=PullState, default=PullState.RUNNING)
    since = models.DateTimeField(null=True, help_text="null: everything")
    noun = models.CharField(max_length=12)
    cursor = models.TextField(blank=True)
    counts = models.JSONField(default=dict, help_text="how many came so far, by noun")
    totals = models.JSONField(default=dict, help_text="how many there are, where the shop says")
    unkept = models.PositiveIntegerField(default=0)
    tries = models.PositiveIntegerField(default=0, help_text="of this page")
    error = models.TextField(blank=True)
    started_at = models.DateTimeField(default=timezone.now)
    moved_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["connection"], condition=models.Q(state="running"), name="one_pull_running"
            )
        ]

    @property
    def done_count(self) -> int:
        return sum(self.counts.values())

    @property
    def percent(self) -> int | None:
        """How far it is, where the shop says how much there is of everything."""
        nouns = connector_of(self.connection).nouns
        if not all(noun in self.totals for noun in nouns):
            return None
        whole = sum(self.totals.values())
        return min(100, 100 * self.done_count // whole) if whole else 100


@transaction.atomic
def begin_pull(connection: Connection, reason: Reason) -> Pull:
    """Fetch everything, or what changed since the last time; one that runs already is that one."""
    connection = Connection.objects.select_for_update(no_key=True).get(pk=connection.pk)
    running = connection.pulls.filter(state=PullState.RUNNING).first()
    if running is not None:
        return running
    if not connection.is_open:
        raise Refused(_t("The shop is disconnected. Connect it first."))
    since = connection.synced_at - OVERLAP if reason == Reason.RECONCILE and connection.synced_at else None
    pull = Pull.objects.create(
        connection=connection, reason=reason, since=since, noun=connector_of(connection).nouns[0]
    )
    _enqueue(pull)
    return pull


@transaction.atomic
def stop_pull(pull: Pull, words: str = "") -> None:
    """Stop where it is, with what went wrong, if anything; `resume_pull` goes on from there."""
    pull = _held(pull.pk)
    if pull.state == PullState.RUNNING:
        pull.state, pull.error, pull.finished_at = PullState.STOPPED, words, timezone.now()
        pull.save()


@transaction.atomic
def resume_pull(pull: Pull) -> Pull:
    """Go on where it stopped; twice changes nothing."""
    Connection.objects.select_for_update(no_key=True).get(pk=pull.connection_id)
    pull = _held(pull.pk)
    if pull.state != PullState.STOPPED:
        return pull
    if pull.connection.pulls.filter(state=PullState.RUNNING).exists():
        raise Refused(_t("Something is being fetched from this shop already."))
    pull.state, pull.error, pull.tries, pull.finished_at = PullState.RUNNING, "", 0, None
    pull.save()
    _enqueue(pull)
    return pull


def pull_page(pull_id: int) -> None:
    """Fetch and keep the page that is next, and have the one after it fetched."""
    pull = Pull.objects.select_related("connection").filter(pk=pull_id, state=PullState.RUNNING).first()
    if pull is None:
        return
    if not pull.connection.is_open:
        stop_pull(pull)
        return
    try:
        page = connector_of(pull.connection).page(pull.noun, cursor=pull.cursor, since=pull.since)
    except Throttled as throttled:
        _enqueue(pull, in_seconds=throttled.seconds)
    except ShopTrouble as trouble:
        _try_later(pull, trouble)
    else:
        _keep(pull, page)


@transaction.atomic
def _keep(pull: Pull, page: Page) -> None:
    now = _held(pull.pk)
    if (now.state, now.noun, now.cursor) != (PullState.RUNNING, pull.noun, pull.cursor):
        return  # another job was here first, or somebody stopped it meanwhile
    now.unkept += keep_items(now.connection, page.items)
    now.counts[now.noun] = now.counts.get(now.noun, 0) + len(page.items)
    if page.total is not None:
        now.totals[now.noun] = max(page.total, now.counts[now.noun])
    now.cursor, now.tries, now.error, now.moved_at = page.cursor, 0, "", timezone.now()
    if not page.cursor:
        now.totals[now.noun] = now.counts[now.noun]
        _next_noun(now)
    now.save()
    note_trouble(now.connection, "")
    if now.state == PullState.RUNNING:
        _enqueue(now)


def _next_noun(pull: Pull) -> None:
    nouns = connector_of(pull.connection).nouns
    place = nouns.index(pull.noun) + 1
    if place < len(nouns):
        pull.noun = nouns[place]
        return
    pull.state, pull.finished_at = PullState.DONE, timezone.now()
    Connection.objects.filter(pk=pull.connection_id).update(synced_at=pull.started_at)


def _try_later(pull: Pull, trouble: ShopTrouble) -> None:
    note_trouble(pull.connection, trouble.words)
    if trouble.is_lasting or pull.tries >= MOST_TRIES:
        stop_pull(pull, trouble.words)
        return
    with transaction.atomic():
        Pull.objects.filter(pk=pull.pk).update(tries=pull.tries + 1, error=trouble.words)
        _enqueue(pull, in_seconds=PAUSES_SECONDS[pull.tries])


def reconcile_due(now: datetime) -> int:
    """Fetch what changed from every shop whose last time is long enough ago; returns from how many."""
    count = 0
    for connection in Connection.objects.open().filter(synced_at__lt=now - PAUSE).order_by("pk"):
        newest = connection.pulls.first()
        if newest is None or _is_over(newest, now):
            begin_pull(connection, Reason.RECONCILE)
            count += 1
    return count


def _is_over(pull: Pull, now: datetime) -> bool:
    """Whether the next may begin. A stopped import waits for somebody; what changed since is asked for again by itself,
    or one bad hour of the shop would leave the desk behind for good."""
    if pull.finished_at is None:
        return False
    if pull.state == PullState.STOPPED:
        return pull.reason == Reason.RECONCILE and pull.finished_at <= now - PAUSE_WHEN_STOPPED
    return pull.finished_at <= now - PAUSE


def is_any_stopped() -> bool:
    """Whether the last pull of a shop ended in trouble, although the shop may have answered something else since."""
    newest = Pull.objects.filter(connection=models.OuterRef("pk")).order_by("-pk").values("pk")[:1]
    last = Connection.objects.open().values_list(models.Subquery(newest))
    return Pull.objects.filter(pk__in=last, state=PullState.STOPPED).exclude(error="").exists()


PAUSE, PAUSE_WHEN_STOPPED = timedelta(minutes=15), timedelta(hours=3)


def _held(pull_id: int) -> Pull:
    return Pull.objects.select_for_update(of=("self",)).select_related("connection").get(pk=pull_id)


def _enqueue(pull: Pull, *, in_seconds: float = 0) -> None:
    soon = {"seconds": ceil(in_seconds)} if in_seconds else None
    jobs.configure_task(PULL, queue="shop", schedule_in=soon).defer(pull_id=pull.pk)
