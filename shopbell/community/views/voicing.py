"""What members say of posts, and what they follow: thanks, reports, mails."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shopbell.core.errors import Refused

from ..board import Board
from ..following import follow_board, follow_topic
from ..forms import ReportForm
from ..profile import Profile
from ..voicing import report as report_post
from ..voicing import thank
from .naming import member_view
from .page import Visit
from .public import address_of, address_of_post, find_post, find_topic


@require_POST
@member_view
def thanks(visit: Visit, by: Profile, post_id: int) -> HttpResponse:
    post = find_post(visit, post_id)
    thank(post, by=by, is_on=visit.request.POST.get("on") == "1")
    return redirect(address_of_post(post, visit.language))


@require_http_methods(["GET", "HEAD", "POST"])
@member_view
def report(visit: Visit, by: Profile, post_id: int) -> HttpResponse:
    post = find_post(visit, post_id)
    form = ReportForm(visit.request.POST if visit.request.method == "POST" else None)
    if form.is_valid():
        try:
            report_post(post, form.cleaned_data["words"], by=by)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(visit.request, _("Thank you. Somebody looks at it."))
            return redirect(address_of(post.topic, visit.language))
    shown = {
        "form": form,
        "title": _("Report a post"),
        "lead": _("The shop looks at it. Whoever wrote it does not learn who reported it."),
        "action": _("Report"),
        "about": post,
        "quotes": True,
    }
    status = 422 if form.errors else 200
    return visit.page("community/write.html", ("community-report", post_id), shown, status=status)


@require_POST
@member_view
def topic(visit: Visit, by: Profile, topic_id: int) -> HttpResponse:
    """Follow a topic, as often as `often` says; no longer when it says nothing."""
    found = find_topic(visit, topic_id)
    follow_topic(found, by=by, often=visit.request.POST.get("often", ""))
    return _back(visit, by) or redirect(address_of(found, visit.language))


@require_POST
@member_view
def board(visit: Visit, by: Profile, slug: str) -> HttpResponse:
    found = get_object_or_404(Board, slug=slug)
    follow_board(found, by=by, often=visit.request.POST.get("often", ""))
    return _back(visit, by) or redirect(reverse("community-board", args=[visit.language, slug]))


def _back(visit: Visit, by: Profile) -> HttpResponse | None:
    """To one's own page, for who came from the list there."""
    return redirect("community-member", visit.language, by.pk) if "own" in visit.request.POST else None
