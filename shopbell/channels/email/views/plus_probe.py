"""…/plus-probe/: try whether an inbox's mail host takes name+token@, and do without where it does not."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.errors import Refused
from shopbell.core.settings_history import note_change

from ...inbox import Inbox
from ...views.inbox import PAGE
from ..plus_probe import PlusProbe, send_probe
from ..sending.way_out import mail_leaves
from ..trial import Outcome


@agent_view(Permission.SETTINGS_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def plus_probe(request: AgentRequest, inbox_id: int) -> HttpResponse:
    """POST sends one, GET tells what became of it. The fragment asks again by itself while it is on its way."""
    inbox = get_object_or_404(Inbox.objects.exclude(address=""), pk=inbox_id, channel="email")
    if request.method == "POST" and not mail_leaves(inbox):
        words = _("No mail server is set, so no mail leaves the desk. Set SHOPBELL_MAIL_URL.")
        return render(request, "email/_outcome.html", {"outcome": Outcome(words, "risk")})
    try:
        probe = (
            send_probe(inbox) if request.method == "POST" else PlusProbe.objects.filter(inbox=inbox).first()
        )
    except Refused as refusal:
        return render(request, "email/_outcome.html", {"outcome": Outcome(str(refusal), "broken")})
    return render(request, "email/_probe.html", {"inbox": inbox, "probe": probe})


@agent_view(Permission.SETTINGS_MANAGE)
@require_POST
def without_tokens(request: AgentRequest, inbox_id: int) -> HttpResponse:
    """POST …/plus-probe/off/: mails of the inbox leave without a token in their address from now on."""
    inbox = get_object_or_404(Inbox, pk=inbox_id, channel="email")
    with note_change(PAGE, inbox, by=request.user):
        inbox.settings = {**inbox.settings, "has_tokens": False}
        inbox.save(update_fields=["settings"])
    messages.success(request, _("Answers go to the plain address now. They are known by what they refer to."))
    return HttpResponse(headers={"HX-Redirect": reverse("inbox-edit", args=[inbox.pk])})
