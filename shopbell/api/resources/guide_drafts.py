"""What becomes of the draft of a guide: it is looked over, sent back, published now or at a moment, and taken back."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router

from shopbell.helpcenter.guides.guide import Guide
from shopbell.helpcenter.guides.publishing import publish_guide, withdraw_guide
from shopbell.helpcenter.guides.review import ask_for_guide_review, send_guide_back
from shopbell.helpcenter.guides.scheduling import schedule_guide

from ..door import needs
from ..once import do_once
from ..scope import Scope
from .article_texts import Publication, Reviewer, SentBack
from .guides import GuideStanding, guides_for, standing_of
from .orders import aware
from .problem import WRITES

routes = Router(tags=["Articles"])


@routes.post(
    "/guides/{int:guide_id}/review", response={200: GuideStanding, **WRITES}, **needs(Scope.ARTICLES_WRITE)
)
def ask(request: HttpRequest, guide_id: int, reviewer: Reviewer):
    """Ask somebody who may publish to look the draft over; twice asks once."""
    guide = get_object_or_404(guides_for(request), pk=guide_id)
    ask_for_guide_review(guide, reviewer.agent, by=request.auth)  # type: ignore[attr-defined]
    return standing_of(request, guide_id)


@routes.post(
    "/guides/{int:guide_id}/sent-back", response={200: GuideStanding, **WRITES},
    **needs(Scope.ARTICLES_PUBLISH),
)  # fmt: skip
def back(request: HttpRequest, guide_id: int, said: SentBack):
    """Send the draft that was seen back to who asked for a review, else to who wrote last, with what is to be changed.
    With an `Idempotency-Key` it is done once."""
    guide = get_object_or_404(guides_for(request), pk=guide_id)
    do_once(request, lambda: _send_back(request, guide, said))
    return standing_of(request, guide_id)


@routes.post(
    "/guides/{int:guide_id}/publication", response={200: GuideStanding, **WRITES},
    **needs(Scope.ARTICLES_PUBLISH),
)  # fmt: skip
def put_out(request: HttpRequest, guide_id: int, said: Publication):
    """Publish the draft, if it has no fault, now or at a moment to come. With an `Idempotency-Key` it is done once."""
    guide = get_object_or_404(guides_for(request), pk=guide_id)
    do_once(request, lambda: _put_out(request, guide, said))
    return standing_of(request, guide_id)


@routes.delete(
    "/guides/{int:guide_id}/publication", response={200: GuideStanding, **WRITES},
    **needs(Scope.ARTICLES_PUBLISH),
)  # fmt: skip
def take_back(request: HttpRequest, guide_id: int):
    """Take the guide from the readers; its draft stays. Twice changes nothing."""
    withdraw_guide(get_object_or_404(guides_for(request), pk=guide_id), by=request.auth)  # type: ignore[attr-defined]
    return standing_of(request, guide_id)


def _send_back(request: HttpRequest, guide: Guide, said: SentBack) -> int:
    send_guide_back(guide, said.note, by=request.auth, seen=said.seen)  # type: ignore[attr-defined]
    return guide.pk


def _put_out(request: HttpRequest, guide: Guide, said: Publication) -> int:
    caller = request.auth  # type: ignore[attr-defined]
    if said.at:
        schedule_guide(guide, aware(said.at), by=caller, seen=said.seen)
        return guide.pk
    return publish_guide(guide, by=caller, seen=said.seen).pk
