"""Who has a screen open, in which process of the desk.

Several processes may serve the screens of one person, and each knows its own only. So each keeps a row for
everybody it serves, and whoever closes the last screen of a process looks whether another has one. A process
that crashed says nothing more: its rows count no longer after `PRESENCE`.
"""

import contextlib
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db import connection, models, transaction
from django.utils import timezone

from shopbell.accounts.availability import PRESENCE, Availability, mark_seen
from shopbell.channels.chat.visitor import Visitor, keep_present, mark_present
from shopbell.core.lock import hold_until_commit

from .person import Person

FORGOTTEN = PRESENCE * 10
STAY = """
    insert into live_presence (process, person, seen_at) select %s, person, %s from unnest(%s::text[]) person
    on conflict (process, person) do update set seen_at = excluded.seen_at
"""


class Presence(models.Model):
    process = models.CharField(max_length=32)
    person = models.CharField(max_length=30, help_text="agent-3 or visitor-7")
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "process"], name="once_per_process")]


def greet(process: str, person: Person) -> None:
    """Note that a screen of `person` was opened at `process`."""
    with _one_after_the_other(person):
        now = timezone.now()
        stay(process, [person], now)
        _show(person, now)


def say_goodbye(process: str, person: Person) -> None:
    """Note that the last screen of `person` at `process` was closed; with the last of all they are gone."""
    with _one_after_the_other(person):
        now = timezone.now()
        own = Presence.objects.filter(person=person.name)
        own.filter(process=process).delete()
        if not own.filter(seen_at__gt=now - PRESENCE).exists():
            _show(person, None)


def stay(process: str, people: Iterable[Person], now: datetime) -> None:
    """All of `people` still have a screen at `process`; one statement for all."""
    with connection.cursor() as cursor:
        cursor.execute(STAY, [process, now, sorted(person.name for person in people)])


def keep_shown(people: Iterable[Person], now: datetime) -> None:
    """Everybody else learns from these marks that `people` are there; nothing is told, for nothing changed."""
    known = list(people)
    agents = [person.pk for person in known if person.is_agent]
    Availability.objects.filter(agent_id__in=agents).update(seen_at=now)
    keep_present([person.pk for person in known if not person.is_agent], now)


def forget_presence(now: datetime) -> int:
    """Drop rows of processes that went without a word; returns how many."""
    return Presence.objects.filter(seen_at__lt=now - FORGOTTEN).delete()[0]


@contextlib.contextmanager
def _one_after_the_other(person: Person) -> Iterator[None]:
    """Two processes that note something of one person do so in turn: the second sees what the first wrote."""
    with transaction.atomic():
        hold_until_commit(f"presence {person.name}")
        yield


def _show(person: Person, now: datetime | None) -> None:
    if person.is_agent:
        mark_seen(person.pk, now)
    else:
        mark_present(Visitor(pk=person.pk), now is not None)
