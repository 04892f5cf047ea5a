"""/desk/settings/mail/: how mail leaves and comes in, with a button to try each way. The answers are fragments."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.settings_card import Card, add_card

from ...inbox import Inbox
from ..imap.mailbox import Mailbox
from ..trial import Outcome, send_test_mail, try_account, way_out

add_card(
    Card(
        "settings-mail",
        _("Mail in and out"),
        _("By which server mail leaves and where it is fetched, with a test mail to you."),
        icon="mail-check",
        permission=Permission.SETTINGS_MANAGE,
        group="shop",
    )
)


@agent_view(Permission.SETTINGS_MANAGE)
@require_safe
def mail(request: AgentRequest) -> HttpResponse:
    inboxes = (
        Inbox.objects.filter(channel="email", is_active=True)
        .select_related("mailbox", "way_out")
        .order_by("name")
    )
    shown = {"inboxes": inboxes, "way_out": way_out(), "outbox": settings.OUTBOX, "agent": request.user}
    return render(request, "email/ways.html", shown)


@agent_view(Permission.SETTINGS_MANAGE)
@require_POST
def test_mail(request: AgentRequest, inbox_id: int) -> HttpResponse:
    """POST …/test-mail/ sends the agent a mail from that inbox."""
    inbox = get_object_or_404(Inbox, pk=inbox_id, channel="email")
    return _answer(request, send_test_mail(inbox, request.user.email))


@agent_view(Permission.SETTINGS_MANAGE)
@require_POST
def test_account(request: AgentRequest, inbox_id: int) -> HttpResponse:
    """POST …/test-account/ signs in where that inbox fetches its mail."""
    account = get_object_or_404(Mailbox, inbox_id=inbox_id)
    return _answer(request, try_account(account))


def _answer(request: AgentRequest, outcome: Outcome) -> HttpResponse:
    return render(request, "email/_outcome.html", {"outcome": outcome})
