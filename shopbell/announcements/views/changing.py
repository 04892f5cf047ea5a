"""/desk/status/updates/<id>/correction/ puts an update right; …/changes/<id>/going-back/ undoes what was changed."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shopbell.accounts.view import AgentRequest
from shopbell.core.errors import Refused

from ..forms import CorrectionForm
from ..going_back import go_back
from ..history import Change
from ..incident import Incident, IncidentUpdate
from ..publishing import correct_update
from .desk import DOOR


@DOOR
@require_http_methods(["GET", "HEAD", "POST"])
def correction(request: AgentRequest, update_id: int) -> HttpResponse:
    found = get_object_or_404(IncidentUpdate.objects.select_related("incident"), pk=update_id)
    form = CorrectionForm(request.POST or None, update=found)
    if request.method == "POST" and form.is_valid():
        try:
            correct_update(found, form.texts, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("status-desk-incident", found.incident_id)
    context = {"update": found, "form": form}
    return render(request, "statusdesk/correction.html", context, status=422 if form.errors else 200)


@DOOR
@require_POST
def going_back(request: AgentRequest, word_change_id: int) -> HttpResponse:
    rows = Change.objects.select_related("incident", "update__incident", "announcement")
    change = get_object_or_404(rows, pk=word_change_id)
    try:
        go_back(change, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("It says again what it said before."))
    if change.announcement_id:
        return redirect("status-desk-announcement", change.announcement_id)
    incident: Incident = change.incident or change.update.incident  # type: ignore[union-attr]
    return redirect("status-desk-incident", incident.pk)
