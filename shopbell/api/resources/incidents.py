"""Incidents of the status page: what stands there, begun and gone on with by programs that watch the shop."""

from datetime import datetime

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _t
from ninja import Field, Router, Schema
from ninja.responses import Status as Answer

from shopbell.accounts.permission import Permission
from shopbell.announcements.incident import Incident, Kind, State
from shopbell.announcements.models import StatusPart
from shopbell.announcements.publishing import About, Said, begin_incident, correct_update, publish_update
from shopbell.core.errors import Refused

from ..door import needs, refuse_without
from ..once import do_once
from ..scope import Scope
from .problem import READS, WRITES

routes = Router(tags=["Status page"])
SCOPE = needs(Scope.STATUS_WRITE)
MOST = 100


class NewUpdate(Schema):
    texts: dict[str, str] = Field(
        description="What is known, by language; in the help centre's first at least."
    )
    state: State = State.INVESTIGATING
    next_news_at: datetime | None = Field(None, description="By when there is news again.")
    tells_tickets: bool = Field(
        False, description="Say it in the tickets about it too; the token needs the scope `tickets:write`."
    )

    model_config = {"extra": "forbid"}

    def said(self) -> Said:
        return Said(self.texts, self.state, _zoned(self.next_news_at), tells_tickets=self.tells_tickets)


class NewIncident(NewUpdate):
    kind: Kind
    titles: dict[str, str] = Field(description="By language; in the help centre's first at least.")
    parts: list[str] = Field([], description="What it concerns: parts of the status page by their address.")
    starts_at: datetime | None = Field(None, description="Left out: now. A later moment plans it.")
    ends_at: datetime | None = Field(None, description="Where that is known; it is over by itself then.")


class Correction(Schema):
    texts: dict[str, str] = Field(
        description="What it is to say, by language; in the help centre's first at least."
    )

    model_config = {"extra": "forbid"}


class KeptUpdate(Schema):
    id: int
    state: str
    texts: dict[str, str]
    next_news_at: datetime | None
    published_at: datetime
    edited_at: datetime | None = Field(description="When its words were put right last.")


class KeptIncident(Schema):
    id: int
    kind: str
    state: str
    titles: dict[str, str]
    parts: list[str]
    starts_at: datetime
    ends_at: datetime | None
    next_news_at: datetime | None
    updates: list[KeptUpdate] = Field(description="The newest first.")


@routes.get("/incidents/{int:incident_id}", response={200: KeptIncident, **READS}, **SCOPE)
def incident(request: HttpRequest, incident_id: int):
    """One incident with all that was said of it."""
    return kept(_find(request, incident_id))


@routes.post("/incidents", response={201: KeptIncident, 200: KeptIncident, **WRITES}, **SCOPE)
def begin(request: HttpRequest, new: NewIncident):
    """Show an incident on the status page, with its first update. 200 when the key was used before."""
    caller = request.auth  # type: ignore[attr-defined]
    caller.require(Permission.STATUS_PUBLISH)
    _refuse_answering(request, new)
    about = About(new.kind, new.titles, _parts(new.parts), _zoned(new.starts_at), _zoned(new.ends_at))
    made_id, is_new = do_once(request, lambda: begin_incident(about, new.said(), by=caller).pk)
    return Answer(201 if is_new else 200, kept(get_object_or_404(Incident, pk=made_id)))


@routes.post(
    "/incidents/{int:incident_id}/updates", response={201: KeptIncident, 200: KeptIncident, **WRITES}, **SCOPE
)
def go_on(request: HttpRequest, incident_id: int, new: NewUpdate):
    """Say what is new; with `state` over it is. 200 when the key was used before."""
    found = _find(request, incident_id)
    _refuse_answering(request, new)
    caller = request.auth  # type: ignore[attr-defined]
    _made, is_new = do_once(request, lambda: publish_update(found, new.said(), by=caller).pk)
    return Answer(201 if is_new else 200, kept(get_object_or_404(Incident, pk=found.pk)))


@routes.patch(
    "/incidents/{int:incident_id}/updates/{int:update_id}", response={200: KeptIncident, **WRITES}, **SCOPE
)
def correct(request: HttpRequest, incident_id: int, update_id: int, said: Correction):
    """Put the words of an update right; readers see that they were, and nobody is mailed again. Twice changes
    nothing."""
    update = get_object_or_404(_find(request, incident_id).updates.select_related("incident"), pk=update_id)
    correct_update(update, said.texts, by=request.auth)  # type: ignore[attr-defined]
    return kept(get_object_or_404(Incident, pk=incident_id))


def kept(incident: Incident) -> KeptIncident:
    return KeptIncident(
        id=incident.pk, kind=incident.kind, state=incident.state, titles=incident.titles,
        parts=[part.slug for part in incident.parts.all()], starts_at=incident.starts_at,
        ends_at=incident.ends_at, next_news_at=incident.next_news_at,
        updates=[
            KeptUpdate(
                id=each.pk, state=each.state, texts=each.texts, next_news_at=each.next_news_at,
                published_at=each.published_at, edited_at=each.edited_at,
            )
            for each in incident.updates.all()[:MOST]
        ],
    )  # fmt: skip


def _find(request: HttpRequest, incident_id: int) -> Incident:
    request.auth.require(Permission.STATUS_PUBLISH)  # type: ignore[attr-defined]
    return get_object_or_404(Incident, pk=incident_id)


def _refuse_answering(request: HttpRequest, new: NewUpdate) -> None:
    """Raise WrongScope where words would go to customers by a token that may not write to them."""
    if new.tells_tickets:
        refuse_without(request.token, Scope.TICKETS_WRITE)  # type: ignore[attr-defined]


def _parts(slugs: list[str]) -> list[StatusPart]:
    found = list(StatusPart.objects.filter(slug__in=slugs))
    if len(found) < len(set(slugs)):
        raise Refused(_t("The status page has no such part."))
    return found


def _zoned(at: datetime | None) -> datetime | None:
    """A moment without a zone is UTC, as everywhere in the API."""
    return timezone.make_aware(at, timezone.get_default_timezone()) if at and timezone.is_naive(at) else at
