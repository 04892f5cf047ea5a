"""/desk/settings/goals/versions/ lists what goals said at any time; …/<id>/ takes back what one decided by mistake: GET
says how much that is, POST with a reason does it, and GET how far it is. …/<id>/restore/ counts it again.
"""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.errors import Refused
from shopbell.tickets.ticket import Ticket

from .goal_policy import GoalPolicy, GoalPolicyVersion
from .goal_versions import told_of, versions_found
from .void_left import left_by
from .voided_goals import VoidedGoals, decided_by, tickets_behind
from .voiding import is_in_force, restore_goals, void_goals

PER_PAGE = 50
MOST_BELOW = 10  # on the page of a policy, the last ones


@agent_view(Permission.GOALS_MANAGE)
@require_GET
def versions(request: AgentRequest) -> HttpResponse:
    page = Paginator(versions_found(), PER_PAGE).get_page(request.GET.get("page"))
    words = {"page": page, "told": told_of(list(page.object_list))}
    return render(request, "promises/goal_versions.html", words)


def versions_below(request: HttpRequest, policy: GoalPolicy) -> SafeString:
    """The last versions of one policy."""
    shown = list(versions_found().filter(policy=policy)[: MOST_BELOW + 1])
    words = {"told": told_of(shown[:MOST_BELOW]), "has_more": len(shown) > MOST_BELOW}
    return mark_safe(render_to_string("promises/goal_versions_below.html", words))  # noqa: S308 (our own template)


def versions_foot(request: HttpRequest) -> SafeString:
    return mark_safe(render_to_string("promises/goal_versions_foot.html"))  # noqa: S308 (our own template)


@agent_view(Permission.GOALS_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def void(request: AgentRequest, goal_version_id: int) -> HttpResponse:
    version = get_object_or_404(versions_found(), pk=goal_version_id)
    refusal, reason = "", request.POST.get("reason", "").replace("\0", "")
    if request.method == "POST":
        try:
            void_goals(version, reason, by=request.user)
            return redirect("settings-goals-void", version.pk)
        except Refused as refused:
            refusal = str(refused)
    last = VoidedGoals.objects.filter(version=version).select_related("agent", "restored_by").first()
    shown = {
        "version": version,
        "told": told_of([version])[0],
        "void": last,
        "is_void": last is not None and last.restored_at is None,
        "is_in_force": is_in_force(version),
        "decided": decided_by(version) if not (last and last.is_working) else None,
        "seen_count": _seen_count(request, version),
        "left": left_by(version.pk) if not (last and last.is_working) else None,
        "refusal": refusal,
        "reason": reason,
        "may_look": request.user.may(Permission.WALL_READ),
    }
    return render(request, "promises/goal_void.html", shown, status=422 if refusal else 200)


def _seen_count(request: AgentRequest, version: GoalPolicyVersion) -> int:
    """How many of its tickets the reader may open."""
    return (tickets_behind(version.pk) & Ticket.objects.visible_to(request.user)).count()


@agent_view(Permission.GOALS_MANAGE)
@require_POST
def restore(request: AgentRequest, goal_version_id: int) -> HttpResponse:
    """Whoever clicks twice is where the first click led."""
    last = VoidedGoals.objects.filter(version=goal_version_id).select_related("version__policy").first()
    if last is None:
        raise Http404
    restore_goals(last, by=request.user)
    return redirect("settings-goals-void", goal_version_id)
