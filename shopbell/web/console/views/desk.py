"""The inbox: its views with their counts, and the list of one view. GET only; everything here may be fetched again.

`?filter=` narrows the list to what the filter line says; what is typed anew comes as `add`.
"""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.channels.inbox import Inbox
from shopbell.core.row_key import row_key
from shopbell.tickets.filter.completion import offers_for
from shopbell.tickets.filter.condition import Asker

from ..filter_line import FilterLine, narrowed
from ..queue import MOST_COUNTED, Queue, queue_of, queues_of, with_counts
from ..ticket_list import PAGE, Page, page_of
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
    """GET /desk/views/<slug>/: the views, the list, and nothing chosen yet; or the list alone, newly filtered."""
    target = request.headers.get("HX-Target")
    if target == "work":
        return render(request, "console/_nothing.html", {"slug": slug})
    if target == "list":
        return _filtered(request, slug)
    return render(request, "console/desk.html", desk_context(request, slug))


@agent_view(None)
@require_GET
def counts(request: AgentRequest, slug: str) -> HttpResponse:
    """GET /desk/views/<slug>/counts/: the column of views."""
    queues = with_counts(queues_of(request.user), request.user)
    queue = queue_of(request.user, slug) or Queue(slug, "")  # of a view that is gone: none is the chosen one
    context = {"queues": queues, "queue": queue, "most_counted": MOST_COUNTED, "agent": request.user}
    return render(request, "console/_views.html", context)


@agent_view(None)
@require_GET
def rows(request: AgentRequest, slug: str) -> HttpResponse:
    """GET /desk/views/<slug>/rows/: the list with `rows` rows, or the rows that follow the place `after`."""
    if request.headers.get("HX-Request") and queue_of(request.user, slug) is None:
        return HttpResponse(
            status=204
        )  # the view was deleted under the eyes of who looks at it: let them read on
    queue, line = _narrowed(request, slug)
    after, wanted = request.GET.get("after", ""), request.GET.get("rows", "")
    size = min(int(wanted), MOST) if wanted.isdecimal() and len(wanted) < 6 else PAGE
    page = _page(request, queue, line, after=after, size=max(size, PAGE))
    template = "console/_rows.html" if after else "console/_list.html"
    return render(request, template, list_context(request, page, line))


@agent_view(None)
@require_GET
def offers(request: AgentRequest) -> HttpResponse:
    """GET /desk/filter/offers/?text=…: what may follow in the filter line."""
    found = offers_for(request.GET.get("text", ""), Asker.of(request.user))
    return render(request, "console/_offers.html", {"offers": found})


def desk_context(request: AgentRequest, slug: str) -> dict:
    """What the columns left of the thread need. 404 for a view that this agent does not have."""
    queue, line = _narrowed(request, slug)
    context = list_context(request, _page(request, queue, line), line)
    queues = with_counts(queues_of(request.user), request.user)
    return {**context, "queues": queues, "slug": slug, "runs": own_runs(request)}


def list_context(request: AgentRequest, page: Page, line: FilterLine) -> dict:
    """What the list needs."""
    view = page.queue.view
    return {
        "page": page,
        "queue": page.queue,
        "line": line,
        "agent": request.user,
        "most_counted": MOST_COUNTED,
        "has_inbox": bool(page.rows) or Inbox.objects.exists(),
        "may_change": view is not None and view.may_change(request.user),
    }


def _filtered(request: AgentRequest, slug: str) -> HttpResponse:
    """The list as the line says now, and its address for the browser; an open ticket stays open."""
    queue, line = _narrowed(request, slug)
    answer = render(request, "console/_list.html", list_context(request, _page(request, queue, line), line))
    if opened := row_key(request.GET.get("ticket", "")):
        answer.headers["HX-Push-Url"] = f"{reverse('ticket', args=[opened])}?{queue.address}"
    else:
        answer.headers["HX-Push-Url"] = reverse("view", args=[slug]) + queue.narrowed
    return answer


def _page(request: AgentRequest, queue: Queue, line: FilterLine, **where) -> Page:
    return Page(queue, []) if line.is_unreadable else page_of(queue, request.user, timezone.now(), **where)


def _narrowed(request: AgentRequest, slug: str) -> tuple[Queue, FilterLine]:
    return narrowed(
        _chosen(request, slug),
        Asker.of(request.user),
        text=request.GET.get("filter", ""),
        added=request.GET.get("add", ""),
    )


def _chosen(request: AgentRequest, slug: str) -> Queue:
    queue = queue_of(request.user, slug)
    if queue is None:
        raise Http404
    return queue
