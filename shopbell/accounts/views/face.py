"""GET /faces/<key>/ is an agent's picture. Shoppers see it too, so no sign-in; only pictures of agents are given."""

from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

from shopbell.core.download import file_response

from ..agent import Agent
from ..photo import TYPE


@require_safe
def face(request: HttpRequest, key: str) -> FileResponse:
    if not Agent.objects.filter(photo=key).exists():
        raise Http404
    response = file_response(key, name="face.webp", content_type=TYPE)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["Cross-Origin-Resource-Policy"] = (
        "cross-origin"  # the widget's frame may stand in another site
    )
    return response
