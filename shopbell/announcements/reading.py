"""The status page as one reader sees it: what runs, what is planned, what was, and each part's last ninety days."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from django.utils.translation import gettext as _

from shopbell.core.number import exact_percent

from .incident import Incident, IncidentUpdate, Kind, said_in
from .part import StatusPart
from .uptime import DAYS, GRAVEST, Day, Span, days_of, uptime

MOST, PAST = 50, 20


@dataclass(frozen=True)
class ShownUpdate:
    update: IncidentUpdate
    text: str

    @property
    def words(self) -> str:
        """How it stood; beside the day on which that was said, which is not the one that was planned."""
        return _("Announced") if self.update.is_announcement else self.update.state_words


@dataclass(frozen=True)
class Shown:
    """An incident in the words of a reader."""

    incident: Incident
    title: str
    words: str  # how it stands
    parts: list[str]
    updates: list[ShownUpdate]
    news_at: datetime | None  # by when readers were promised news of what is not over
    is_news_late: bool

    @property
    def newest(self) -> ShownUpdate:
        return self.updates[0]


@dataclass(frozen=True)
class ShownPart:
    part: StatusPart
    name: str
    kind: Kind | None  # what is wrong with it now
    days: list[Day]
    share: float

    @property
    def share_words(self) -> str:
        """Rounded down: 100 says that nothing was amiss."""
        share = exact_percent(int(self.share * 10_000) / 10_000)
        return _("%(percent)s without an outage") % {"percent": share}


def shown(incidents, chain: list[str], now: datetime) -> list[Shown]:
    """`incidents` in the first of the languages of `chain` that each has words in."""
    rows = incidents.prefetch_related("parts__names", "updates__author")
    return [_shown(each, chain, now) for each in rows]


def _shown(incident: Incident, chain: list[str], now: datetime) -> Shown:
    updates = [ShownUpdate(each, said_in(each.texts, chain)) for each in incident.updates.all()]
    parts = [str(each.named_in(chain) or each) for each in incident.parts.all()]
    news_at = None if incident.is_over(now) else incident.next_news_at
    return Shown(
        incident, said_in(incident.titles, chain), incident.state_words(now), parts, updates,
        news_at, news_at is not None and news_at <= now,
    )  # fmt: skip


def shown_parts(chain: list[str], now: datetime, zone: tzinfo) -> list[ShownPart]:
    since = now - timedelta(days=DAYS)
    spans = _spans(since, now)
    found = []
    for part in StatusPart.objects.prefetch_related("names"):
        own = spans[part.pk]
        running = [each.kind for each in own if each.start <= now and (each.end is None or each.end > now)]
        found.append(
            ShownPart(
                part,
                str(part.named_in(chain) or part),
                min(running, key=GRAVEST.index, default=None),
                days_of(own, now, zone),
                uptime(own, since, now),
            )
        )
    return found


def _spans(since: datetime, now: datetime) -> dict[int, list[Span]]:
    """What was wrong with each part since a day; of an incident that names no part, nothing."""
    of_part = Incident.parts.through.objects.filter(incident__starts_at__lte=now)
    rows = of_part.exclude(incident__ends_at__lte=since - timedelta(days=1)).values_list(
        "statuspart_id", "incident__kind", "incident__starts_at", "incident__ends_at"
    )
    spans: dict[int, list[Span]] = defaultdict(list)
    for part_id, kind, start, end in rows:
        spans[part_id].append(Span(Kind(kind), start, end))
    return spans
