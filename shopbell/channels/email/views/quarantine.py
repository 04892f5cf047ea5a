"""/desk/settings/quarantine/: mails that could not be made messages, with what went wrong. Replayed, or downloaded."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.errors import Refused
from shopbell.core.settings_card import Card, add_card

from ..breakdown import quarantined
from ..raw_mail import RawMail, State
from ..replay import replay as replay_mail
from .raw import raw_response

PER_PAGE = 50


def _alarm() -> str:
    count = quarantined()
    return ngettext("%(count)s mail", "%(count)s mails", count) % {"count": count} if count else ""


add_card(
    Card(
        "settings-quarantine",
        _("Quarantine"),
        _("Mail that could not be read. Nothing is lost: try it again here."),
        icon="shield-alert",
        permission=Permission.QUARANTINE_MANAGE,
        alarm=_alarm,
    )
)


@agent_view(Permission.QUARANTINE_MANAGE)
@require_safe
def quarantine(request: AgentRequest) -> HttpResponse:
    rows = (
        RawMail.objects.filter(state=State.QUARANTINED)
        .defer("content")
        .select_related("inbox", "stuck")
        .order_by("-pk")
    )
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "email/quarantine.html", {"page": page})


@agent_view(Permission.QUARANTINE_MANAGE)
@require_POST
def replay(request: AgentRequest, raw_id: int) -> HttpResponse:
    mail = get_object_or_404(RawMail, pk=raw_id, state=State.QUARANTINED)
    try:
        message = replay_mail(mail)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("settings-quarantine")
    if message:
        messages.success(request, _t("It is ticket #%(number)s now.") % {"number": message.ticket_id})
        return redirect("settings-quarantine")
    match RawMail.objects.filter(pk=raw_id).values_list("state", flat=True).first():
        case None:
            messages.success(request, _t("It answers no ticket, so it is not kept."))
        case State.QUARANTINED:
            messages.error(request, _t("It still cannot be read. Its error is below."))
        case State.WAITING:
            messages.success(request, _t("It can be read now, and waits for its turn."))
        case _:  # an answer that was not taken, or what a machine reports
            messages.success(request, _t("It could be read. It belongs in no ticket."))
    return redirect("settings-quarantine")


@agent_view(Permission.QUARANTINE_MANAGE)
@require_safe
def quarantine_raw(request: AgentRequest, raw_id: int) -> FileResponse:
    return raw_response(
        get_object_or_404(RawMail, pk=raw_id, state=State.QUARANTINED), f"quarantined-{raw_id}.eml"
    )
