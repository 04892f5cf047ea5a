"""/desk/help/<article>/about/: what is said of an article besides its words."""

from datetime import date

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.errors import Refused
from shopbell.core.row_key import row_key
from shopbell.shop.policies.policy import Policy
from shopbell.tickets.reason import ContactReason

from ..about import About, change_about
from ..article import Access, Article
from ..category import Category


@agent_view(Permission.HELP_WRITE)
@require_POST
def about(request: AgentRequest, article_id: int) -> HttpResponse:
    """What is said about it: what the form names, and no more."""
    found = get_object_or_404(Article, pk=article_id)
    said = About()
    if "category" in request.POST:
        said["category"] = get_object_or_404(Category, pk=row_key(request.POST["category"]))
    if request.POST.get("access") in Access.values:
        said["access"] = request.POST["access"]
    if "owner" in request.POST:
        said["owner"] = owner_said(request.POST["owner"])
    if "review_on" in request.POST:
        said["review_on"] = day_said(request.POST["review_on"])
    if "reasons_shown" in request.POST:  # boxes that are not ticked say nothing themselves
        said["reasons"] = _reasons(request, found)
    if "policies_shown" in request.POST:
        ticked = [row_key(each) for each in request.POST.getlist("policies")]
        said["policies"] = list(Policy.objects.filter(pk__in=ticked))
    change_about(found, by=request.user, **said)
    messages.success(request, _("Saved."))
    return redirect("help-desk-article", found.pk, request.POST.get("language") or found.language)


def _reasons(request: AgentRequest, found: Article) -> list[ContactReason]:
    """Those that are ticked, and those that it carries and the page does not offer any more."""
    ticked = [row_key(each) for each in request.POST.getlist("reasons")]
    there = Q(pk__in=ticked) | Q(is_active=False, articles=found)
    return list(ContactReason.objects.filter(there).distinct())


def owner_said(text: str) -> Agent | None:
    return Agent.objects.filter(is_active=True, pk=row_key(text)).first()


def day_said(text: str) -> date | None:
    try:
        return parse_date(text) if text else None
    except ValueError:
        raise Refused(_("This is no day of the calendar.")) from None
