"""GET /chat/media/<id>/<key>: a file that the shop chose for those who wait; a part of it for players that ask so."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from shopbell.core.download import media_response
from shopbell.core.virus_check import check_of

from ..media import Medium


@require_safe
def waiting_file(request: HttpRequest, medium_id: int, key: str) -> FileResponse | HttpResponse:
    medium = Medium.objects.filter(pk=medium_id).first() if medium_id < 2**63 else None
    kind = medium.type_of(key) if medium else ""
    check = check_of(key) if kind else None
    if not kind or (check and (check.is_infected or check.is_waiting)):
        raise Http404
    name = f"{key[:12]}.{kind.partition('/')[2]}"
    try:
        response = media_response(request, key, name=name, content_type=kind)
    except FileNotFoundError:
        raise Http404 from None
    response.headers["Cache-Control"] = "public, max-age=86400, immutable"
    return response
