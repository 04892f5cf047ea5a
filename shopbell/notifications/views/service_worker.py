"""GET /desk/service-worker.js: shows push messages while no page is open. Its address says that it serves /desk/."""

from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from shopbell.accounts.view import AgentRequest, agent_view


@agent_view(None)
@require_safe
def service_worker(request: AgentRequest) -> HttpResponse:
    path = finders.find("shopbell/service_worker.js")
    if not path:
        return HttpResponse(
            "The front end is not built. Run bin/setup.", status=503, content_type="text/plain"
        )
    answer = HttpResponse(Path(path).read_bytes(), content_type="text/javascript; charset=utf-8")
    answer.headers["Cache-Control"] = "no-cache"
    return answer
