"""/desk/status/news/: every announcement, a new one, writing one, deleting one and bringing it back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest
from shopbell.core.errors import Refused
from shopbell.helpcenter.centre import HelpCentre
from shopbell.helpcenter.unfilled import Unfilled, lacking_by, values_lacking

from ..announcement import Announcement, AnnouncementText
from ..announcement_form import AnnouncementForm
from ..deleted_announcement import bring_back_announcement, delete_announcement, values_unset
from ..history import told_changes
from ..subscription import Subscription
from .desk import DOOR

MOST = 100


@DOOR
@require_safe
def news(request: AgentRequest) -> HttpResponse:
    found = Announcement.objects.prefetch_related("texts").select_related("author", "deleted_by")
    deleted = found.filter(deleted_at__isnull=False).order_by("-deleted_at")
    context = {
        "news": found.standing()[:MOST],
        "deleted": deleted[:MOST],
        "unfilled": _unfilled(),
        "subscribed": Subscription.objects.to_news().count(),
    }
    return render(request, "statusdesk/news.html", context)


def _unfilled() -> dict[int, list[str]]:
    """By the number of a draft: the values that it waits for."""
    texts = AnnouncementText.objects.filter(
        announcement__in=Announcement.objects.standing(), announcement__publish_at=None
    )
    return lacking_by(texts.filter(body__contains="<var data-from=").values_list("announcement_id", "body"))


@DOOR
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: AgentRequest) -> HttpResponse:
    return _written(request, None)


@DOOR
@require_http_methods(["GET", "HEAD", "POST"])
def announcement(request: AgentRequest, announcement_id: int) -> HttpResponse:
    return _written(request, get_object_or_404(Announcement.objects.standing(), pk=announcement_id))


def _written(request: AgentRequest, found: Announcement | None) -> HttpResponse:
    form = AnnouncementForm(request.POST or None, request.FILES or None, by=request.user, announcement=found)
    if not request.user.may(Permission.HELP_WRITE):
        form.fields.pop("cover")  # it is a file of the help centre
    if request.method == "POST" and form.is_valid():
        is_now = request.POST.get("then") == "publish"
        try:
            made = form.write(by=request.user, is_now=is_now)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Published.") if is_now else _("Saved."))
            return redirect("status-desk-announcement", made.pk)
    context = {
        "announcement": found,
        "form": form,
        "changes": told_changes(found) if found else [],
        "now": timezone.now(),
        "unfilled": _told_unfilled(found) if found and not form.is_bound else None,
        "code": HelpCentre.current().nearest(request.user.language),
    }
    return render(request, "statusdesk/announcement.html", context, status=422 if form.errors else 200)


def _told_unfilled(found: Announcement) -> Unfilled | None:
    """What a draft names of policies that are not there, as it is refused."""
    bodies = [] if found.publish_at else found.texts.values_list("body", flat=True)
    values = values_lacking(*bodies)
    return Unfilled(values) if values else None


@DOOR
@require_POST
def deletion(request: AgentRequest, announcement_id: int) -> HttpResponse:
    delete_announcement(get_object_or_404(Announcement, pk=announcement_id), by=request.user)
    messages.success(request, _("Deleted. For a month you can bring it back here."))
    return redirect("status-desk-news")


@DOOR
@require_POST
def restoration(request: AgentRequest, announcement_id: int) -> HttpResponse:
    found = get_object_or_404(Announcement, pk=announcement_id)
    back = bring_back_announcement(found, by=request.user)
    if found.publish_at_before and back.publish_at is None:
        values = values_unset(back, found.publish_at_before)
        passed = _("Its moment passed while it was deleted, so it is a draft now.")
        unset = _("It came back as a draft. %(why)s")
        messages.warning(request, unset % {"why": Unfilled(values)} if values else passed)
    else:
        messages.success(request, _("It is what it was again."))
    return redirect("status-desk-announcement", found.pk)
