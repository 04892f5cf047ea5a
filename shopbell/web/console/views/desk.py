"""The inbox: its views with their counts, and the list of one view. GET only; everything here may be fetched again."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from shopbell.accounts.view import AgentRequest, agent_view

from ..queue import Queue, queue_of, queues_of, with_counts
from ..ticket_list import PAGE, page_of
from .bulk import own_runs

MOST = 6 * PAGE  # a list that was scrolled further is fetched anew from its top


@agent_view(None)
@require_GET
def inbox(request: AgentRequest) -> HttpResponse:
    """GET /desk/ goes on to the first view."""
    return redirect("view", queues_of(request.user)[0].slug)


@agent_view(None)
@require_GET
def view(request: AgentRequest, slug: str) -> HttpResponse:
    """GET /desk/views/<slug>/: the views, the list, and nothing chosen yet."""
    if request.headers.get("HX-Target") == "work":
        return render(request, "console/_nothing.html", {"slug": slug})
    return render(request, "console/desk.html", desk_context(request, slug))


@agent_view(None)
@require_GET
def counts(request: AgentRequest, slug: str) -> HttpResponse:
    """GET /desk/views/<slug>/counts/: the column of views."""
    queues = with_counts(queues_of(request.user), request.user)
    return render(
        request,
        "console/_views.html",
        {"queues": queues, "queue": _chosen(request, slug), "agent": request.user},
    )


@agent_view(None)
@require_GET
def rows(request: AgentRequest, slug: str) -> HttpResponse:
    """GET /desk/views/<slug>/rows/: the list with `rows` rows, or the rows that follow the place `after`."""
    queue = _chosen(request, slug)
    after, wanted = request.GET.get("after", ""), request.GET.get("rows", "")
    size = min(int(wanted), MOST) if wanted.isdecimal() and len(wanted) < 6 else PAGE
    page = page_of(queue, request.user, timezone.now(), after=after, size=max(size, PAGE))
    template = "console/_rows.html" if after else "console/_list.html"
    return render(request, template, {"page": page, "queue": queue, "agent": request.user})


def desk_context(request: AgentRequest, slug: str) -> dict:
    """What the columns left of the thread need. 404 for a view that this agent does not have."""
    queues = with_counts(queues_of(request.user), request.user)
    queue = next((queue for queue in queues if queue.slug == slug), None) or _chosen(request, slug)
    page = page_of(queue, request.user, timezone.now())
    shown = {"queues": queues, "queue": queue, "page": page, "agent": request.user, "slug": slug}
    return shown | {"runs": own_runs(request)}


def _chosen(request: AgentRequest, slug: str) -> Queue:
    queue = queue_of(request.user, slug)
    if queue is None:
        raise Http404
    return queue
