"""/desk/status/: what runs, is planned and was; beginning an incident, saying what is new, taking it back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.errors import Refused
from shopbell.helpcenter.centre import HelpCentre
from shopbell.tickets.ticket import Ticket

from .. import publishing
from ..forms import AboutForm, UpdateForm
from ..heard import LOOKED
from ..history import told_changes
from ..incident import Incident, IncidentUpdate, Kind
from ..part import StatusPart
from ..reading import PAST, shown
from ..subscription import Subscription

MOST_TICKETS = 20
DOOR = agent_view(Permission.STATUS_PUBLISH)


@DOOR
@require_safe
def incidents(request: AgentRequest) -> HttpResponse:
    now, chain = timezone.now(), _chain(request)
    found = Incident.objects
    context = {
        "lists": [
            (_("Running"), shown(found.running(now), chain, now)),
            (_("Planned"), shown(found.planned(now), chain, now)),
            (_("Before"), shown(found.past(now)[:PAST], chain, now)),
        ],
        "has_parts": StatusPart.objects.exists(),
        "subscribed": Subscription.objects.to_incidents().count(),
        "kinds": dict(Kind.choices),
    }
    return render(request, "statusdesk/incidents.html", context)


@DOOR
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: AgentRequest) -> HttpResponse:
    about, update = AboutForm(request.POST or None), UpdateForm(request.POST or None, by=request.user)
    if request.method == "POST" and all([about.is_valid(), update.is_valid()]):
        try:
            made = publishing.begin_incident(about.about, update.said, by=request.user)
        except Refused as refusal:
            about.add_error(None, str(refusal))
        else:
            messages.success(request, _("It is on the status page."))
            return redirect("status-desk-incident", made.pk)
    status = 422 if about.errors or update.errors else 200
    return render(request, "statusdesk/new.html", {"about": about, "update": update}, status=status)


@DOOR
@require_http_methods(["GET", "HEAD", "POST"])
def incident(request: AgentRequest, incident_id: int) -> HttpResponse:
    """One incident with all that was said; POST says what is new."""
    found = get_object_or_404(Incident, pk=incident_id)
    form = UpdateForm(request.POST or None, by=request.user, incident=found)
    if request.method == "POST" and form.is_valid():
        try:
            publishing.publish_update(found, form.said, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("It is on the status page."))
            return redirect("status-desk-incident", found.pk)
    for looked in LOOKED:
        looked(found, request.user)
    now, chain = timezone.now(), _chain(request)
    context = {
        "each": shown(Incident.objects.filter(pk=found.pk), chain, now)[0],
        "form": form,
        "joined": _visible(request).filter(about_incident__incident=found).order_by("-pk")[:MOST_TICKETS],
        "changes": told_changes(found),
        "corrections": {each.pk: told_changes(each) for each in found.updates.exclude(edited_at=None)},
        "joined_count": found.joined.count(),
        "kinds": dict(Kind.choices),
        "code": HelpCentre.current().nearest(request.user.language),
    }
    return render(request, "statusdesk/incident.html", context, status=422 if form.errors else 200)


@DOOR
@require_http_methods(["GET", "HEAD", "POST"])
def about(request: AgentRequest, incident_id: int) -> HttpResponse:
    """What an incident is called, concerns, and when it is."""
    found = get_object_or_404(Incident, pk=incident_id)
    form = AboutForm(request.POST or None, incident=found)
    if request.method == "POST" and form.is_valid():
        try:
            publishing.change_incident(found, form.about, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("status-desk-incident", found.pk)
    context = {"incident": found, "form": form}
    return render(request, "statusdesk/about.html", context, status=422 if form.errors else 200)


@agent_view(None)
@require_safe
def update(request: AgentRequest, update_id: int) -> HttpResponse:
    """What an agent was told of: its incident at the desk for who writes it, as shoppers see it for the others."""
    found = get_object_or_404(IncidentUpdate.objects.select_related("incident"), pk=update_id)
    for looked in LOOKED:
        looked(found.incident, request.user)
    if request.user.may(Permission.STATUS_PUBLISH):
        return redirect("status-desk-incident", found.incident_id)
    return redirect("status-incident", _chain(request)[0], found.incident_id)


@DOOR
@require_POST
def taking_back(request: AgentRequest, update_id: int) -> HttpResponse:
    update = get_object_or_404(IncidentUpdate.objects.select_related("incident"), pk=update_id)
    left = publishing.take_back(update, by=request.user)
    messages.success(request, _("Taken back."))
    return redirect("status-desk-incident", left.pk) if left else redirect("status-desk")


def _visible(request: AgentRequest):
    return Ticket.objects.visible_to(request.user)


def _chain(request: AgentRequest) -> list[str]:
    centre = HelpCentre.current()
    return centre.chain(centre.nearest(request.user.language))
