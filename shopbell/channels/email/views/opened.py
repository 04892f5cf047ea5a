"""GET /opened/<signed>.gif: the invisible picture of an answer whose inbox asks whether it was opened."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from ..sending.opening import PIXEL, open_by


@require_GET
def opened(request: HttpRequest, signed: str) -> HttpResponse:
    if not open_by(signed):
        raise Http404
    return HttpResponse(PIXEL, content_type="image/gif", headers={"Cache-Control": "no-store, private"})
