"""/desk/help/guides/<guide>/versions/: what was published of a guide, what each changed, and bringing one back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.row_key import row_key

from ...centre import HelpCentre
from ...views.versions import MOST, in_turn
from ...vote import guide_tallies
from ..changed import Compared
from ..guide import Guide
from ..publishing import restore_guide
from .acting import tell_taken_off


@agent_view(Permission.HELP_WRITE)
@require_safe
def versions(request: AgentRequest, guide_id: int) -> HttpResponse:
    guide = get_object_or_404(Guide, pk=guide_id)
    found = list(guide.versions.select_related("author")[: MOST + 1])
    compared = Compared(found, guide.language)
    told = in_turn(found, compared.changes)
    context = {
        "crumbs": [
            (_("Help centre"), reverse("help-desk")),
            (_("Guides"), reverse("help-desk-guides")),
            (str(guide), reverse("help-desk-guide", args=[guide.pk])),
        ],
        "told": told,
        "tallies": guide_tallies(version.pk for version, _parts in told),
        "restored_at": {
            version.number: reverse("help-desk-guide-version", args=[guide.pk, version.number])
            for version, _parts in told if version.content != guide.draft
        },
        "seen": guide.revision,
        "has_draft": guide.is_changed,
        "spoken": dict(HelpCentre.current().spoken()),
    }  # fmt: skip
    return render(request, "helpdesk/versions.html", context)


@agent_view(Permission.HELP_WRITE)
@require_POST
def version(request: AgentRequest, guide_id: int, number: int) -> HttpResponse:
    """Bring a version back as the draft."""
    guide = get_object_or_404(Guide, pk=guide_id)
    found = get_object_or_404(guide.versions.select_related("guide"), number=number)
    restore_guide(found, by=request.user, seen=row_key(request.POST.get("seen", "")))
    tell_taken_off(request, guide)
    messages.success(
        request, _("Version %(number)s is the draft now. Publish it when it is right.") % {"number": number}
    )
    return redirect("help-desk-guide", guide.pk)
