"""Who changed what stood already: an incident's own lines, an update that was put right, an announcement.

A row keeps what was said before the change and after it. Going back to before it is a change like any other, so that
nothing of what was ever said is lost, and going back can be taken back too.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from shopbell.accounts.agent import agent_or_none
from shopbell.helpcenter.body import text_of_body
from shopbell.helpcenter.centre import HelpCentre
from shopbell.helpcenter.differences import Run, runs

from .incident import Incident, IncidentUpdate, Kind
from .part import StatusPart
from .when import moment_words

State = dict[str, Any]
MOST = 20


class Change(models.Model):
    incident = models.ForeignKey(Incident, models.CASCADE, null=True, related_name="changes")
    update = models.ForeignKey(IncidentUpdate, models.CASCADE, null=True, related_name="changes")
    announcement = models.ForeignKey(
        "announcements.Announcement", models.CASCADE, null=True, related_name="changes"
    )
    before = models.JSONField(help_text="what it said until then")
    after = models.JSONField(help_text="what it said from then on")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(incident__isnull=False, update=None, announcement=None)
                | Q(incident=None, update__isnull=False, announcement=None)
                | Q(incident=None, update=None, announcement__isnull=False),
                name="change_of_one",
            )
        ]

    @property
    def thing(self) -> Any:
        return self.incident or self.update or self.announcement


@dataclass(frozen=True)
class Told:
    """A change as it is read: what differs, by its label, as words that came and went."""

    change: Change
    parts: list[tuple[str, list[Run]]]


def note_change(thing: Any, before: State, *, by: Any) -> bool:
    """Keep what `thing` said until now, if it says something else; in the transaction that changed it."""
    after = state_of(thing)
    if before == after:
        return False
    thing.changes.create(before=before, after=after, agent=agent_or_none(by))
    return True


def state_of(thing: Any) -> State:
    """What `thing` says, as a row can keep it."""
    if isinstance(thing, Incident):
        parts = sorted(thing.parts.values_list("pk", flat=True))
        times = {name: _written(getattr(thing, name)) for name in ("starts_at", "ends_at")}
        return {"kind": str(thing.kind), "titles": thing.titles, "parts": parts, **times}
    if isinstance(thing, IncidentUpdate):
        return {"texts": thing.texts}
    words = {
        each.language: {"title": each.title, "summary": each.summary, "body": each.body}
        for each in thing.texts.order_by("pk")
    }
    cover = thing.cover.address if thing.cover else ""
    return {"words": words, "publish_at": _written(thing.publish_at), "cover": cover}


def told_changes(thing: Any) -> list[Told]:
    """The newest changes of `thing`, the newest first."""
    return [Told(change, _differing(change)) for change in thing.changes.select_related("agent")[:MOST]]


def _differing(change: Change) -> list[tuple[str, list[Run]]]:
    before, after = dict(_lines(change.before)), dict(_lines(change.after))
    labels = dict.fromkeys([*after, *before])
    pairs = [(label, before.get(label, ""), after.get(label, "")) for label in labels]
    return [(label, list(runs(was, now))) for label, was, now in pairs if was != now]


def moment_of(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written) if written else None


def _written(at: datetime | None) -> str | None:
    """Equal moments are written alike, from whichever zone they come; to the minute, as the form asks for them."""
    return at.astimezone(UTC).replace(second=0, microsecond=0).isoformat() if at else None


def _lines(state: State) -> Iterator[tuple[str, str]]:
    """A state as a person reads it: each of its lines with its label."""
    names = dict(HelpCentre.current().spoken())
    for code, title in state.get("titles", {}).items():
        yield _("Title (%(language)s)") % {"language": names.get(code, code)}, title
    for code, text in state.get("texts", {}).items():
        yield _("What we know (%(language)s)") % {"language": names.get(code, code)}, text
    for code, words in state.get("words", {}).items():
        told = {"language": names.get(code, code)}
        yield _("Title (%(language)s)") % told, words["title"]
        yield _("In short (%(language)s)") % told, words["summary"]
        yield _("Text (%(language)s)") % told, text_of_body(words["body"])
    if "kind" in state:
        yield _("Kind"), str(Kind(state["kind"]).label)
        yield _("What it concerns"), _named(state["parts"])
    for name, label in (("starts_at", _("Begins")), ("ends_at", _("Ends")), ("publish_at", _("Publish at"))):
        if at := moment_of(state.get(name)):
            yield label, moment_words(at)
    if state.get("cover"):
        yield _("Picture"), state["cover"].rpartition("/")[2]


def _named(ids: list[int]) -> str:
    return ", ".join(str(part) for part in StatusPart.objects.filter(pk__in=ids).prefetch_related("names"))
