"""GET /demo-shop/pictures/<slug>.svg?colour=green: a product, drawn when asked for."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from ..pictures.picture import picture_of


@require_safe
def picture(request: HttpRequest, slug: str) -> HttpResponse:
    drawing = picture_of(slug, request.GET.get("colour", ""))
    if drawing is None:
        raise Http404
    response = HttpResponse(drawing, content_type="image/svg+xml")
    response.headers["Cache-Control"] = "public, max-age=86400"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
