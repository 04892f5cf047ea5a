"""Viruses: every file that somebody sent is shown to clamd, where SHOPBELL_CLAMD names one, before it goes any further.

The bytes are checked, not the attachment: a file that comes a hundred times is looked at once, and what is infected is
so wherever it stands. Until the scanner has spoken, or when it cannot look at a file, agents download it only after a
warning (pictures are shown: a browser only draws them), shoppers wait, and no mail takes it along. What is infected
is in quarantine: kept, named, given to an admin who insists, and to nobody else. While clamd is away the checks wait
and are tried again with growing pauses for as long as it takes: nothing is lost, and nothing is let through.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from procrastinate.contrib.django import app as jobs

from . import blob, clamd

CHECK = "core.check_file"
PAUSES = [timedelta(minutes=each) for each in (1, 2, 5, 15, 30)]  # the last for as long as it takes
PER_SWEEP = 500
KEPT = timedelta(days=90)  # of a clean one; after that it is looked at again, should it be asked for
log = logging.getLogger(__name__)


class State(models.TextChoices):
    WAITING = "waiting"
    CLEAN = "clean"
    INFECTED = "infected"
    FAILED = "failed"  # it could not be scanned


class VirusCheck(models.Model):
    key = models.CharField(max_length=64, primary_key=True, help_text="of the blob; a check does not keep it")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    virus = models.CharField(max_length=200, blank=True, help_text="its name, as the scanner calls it")
    why = models.CharField(max_length=300, blank=True, help_text="what the scanner said when it could not")
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now, null=True, help_text="of one that waits")
    checked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["next_try_at"], name="waiting_virus_check", condition=models.Q(state="waiting")
            )
        ]

    @property
    def is_infected(self) -> bool:
        return self.state == State.INFECTED

    @property
    def is_waiting(self) -> bool:
        return self.state == State.WAITING


# called in the transaction that keeps the verdict on a file
WITNESSES: list[Callable[[VirusCheck], None]] = []


def has_scanner() -> bool:
    return bool(settings.CLAMD)


@transaction.atomic
def have_checked(keys: Iterable[str]) -> None:
    """Have the files of these keys checked, each once, by jobs that the caller's transaction enqueues."""
    keys = sorted(set(keys)) if has_scanner() else []
    known = set(VirusCheck.objects.filter(pk__in=keys).values_list("pk", flat=True)) if keys else set()
    for key in keys:
        if key not in known and VirusCheck.objects.get_or_create(pk=key)[1]:
            jobs.configure_task(CHECK, queue="files").defer(key=key)


def check_of(key: str) -> VirusCheck | None:
    """What is known of a file. One that was never checked is from now on; None where nobody checks anything.

    What was found infected stays so when the scanner is gone.
    """
    if not has_scanner():
        return VirusCheck.objects.filter(pk=key, state=State.INFECTED).first()
    have_checked([key])
    return VirusCheck.objects.get(pk=key)


def doubtful(keys: Iterable[str]) -> dict[str, VirusCheck]:
    """The checks of those of `keys` that are not known to be clean."""
    wanted = VirusCheck.objects.exclude(state=State.CLEAN)
    if not has_scanner():
        wanted = wanted.filter(state=State.INFECTED)
    keys = set(keys)
    return wanted.in_bulk(keys) if keys else {}


def perform_check(key: str) -> None:
    """Show the file to the scanner and keep what it says; twice asks twice. While it is away the check waits."""
    check = VirusCheck.objects.filter(pk=key, state=State.WAITING).first()
    if check is None or not has_scanner():
        return
    try:
        with blob.open_blob(key) as file:
            virus = clamd.scan(settings.CLAMD, iter(lambda: file.read(blob.CHUNK), b""))
        _settle(key, State.INFECTED if virus else State.CLEAN, virus=virus)
    except clamd.CannotScan as refusal:
        _settle(key, State.FAILED, why=str(refusal)[:300])
    except blob.Missing:
        check.delete()
    except (clamd.Away, blob.StoreError) as away:
        log.warning("A file waits to be checked for viruses: %s", away)
        pause = PAUSES[min(check.tries, len(PAUSES) - 1)]
        waiting = VirusCheck.objects.filter(pk=key, state=State.WAITING)
        waiting.update(tries=min(check.tries + 1, 30_000), next_try_at=timezone.now() + pause)


@transaction.atomic
def enqueue_due(now: datetime) -> int:
    """Enqueue the checks that wait for their next try, or whose job is gone; returns how many."""
    if not has_scanner():
        return 0
    late = VirusCheck.objects.select_for_update(skip_locked=True).filter(state=State.WAITING)
    late = late.filter(
        models.Q(tries__gt=0, next_try_at__lte=now) | models.Q(next_try_at__lte=now - PAUSES[2])
    )
    due = list(late.order_by("next_try_at").values_list("pk", flat=True)[:PER_SWEEP])
    for key in due:
        jobs.configure_task(CHECK, queue="files").defer(key=key)
    VirusCheck.objects.filter(pk__in=due).update(
        next_try_at=now + PAUSES[-1]
    )  # should that job be lost as well
    return len(due)


def forget_clean(now: datetime) -> int:
    """Forget old verdicts on clean files: signatures grow, and files go. Returns how many."""
    return VirusCheck.objects.filter(state=State.CLEAN, checked_at__lt=now - KEPT).delete()[0]


@transaction.atomic
def _settle(key: str, state: State, *, virus: str = "", why: str = "") -> None:
    """Keep the verdict, once, and tell whose file it is."""
    check = VirusCheck.objects.select_for_update().filter(pk=key, state=State.WAITING).first()
    if check is None:
        return
    check.state, check.virus, check.why = state, virus, why
    check.checked_at, check.next_try_at = timezone.now(), None
    check.save()
    for witness in WITNESSES:
        witness(check)
