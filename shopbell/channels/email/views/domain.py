"""/desk/settings/inboxes/<id>/domain/: the keys that sign an inbox's mail, and what its domain publishes."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.settings_history import note_change

from ...inbox import Inbox
from ...views.inbox import PAGE
from ..sending.domain_check import check_domain
from ..sending.signing_key import SigningKey, domain_of, make_key, signing_key


def _inbox(inbox_id: int) -> Inbox:
    return get_object_or_404(Inbox.objects.exclude(address=""), pk=inbox_id, channel="email")


@agent_view(Permission.SETTINGS_MANAGE)
@require_safe
def domain(request: AgentRequest, inbox_id: int) -> HttpResponse:
    inbox = _inbox(inbox_id)
    name = domain_of(inbox.address)
    shown = {
        "inbox": inbox,
        "domain": name,
        "keys": SigningKey.objects.filter(domain=name),
        "signs": signing_key(name),
    }
    return render(request, "email/domain.html", shown)


@agent_view(Permission.SETTINGS_MANAGE)
@require_POST
def domain_check(request: AgentRequest, inbox_id: int) -> HttpResponse:
    """POST …/domain/check/ asks the DNS anew; the findings are a fragment."""
    return render(
        request, "email/_findings.html", {"findings": check_domain(domain_of(_inbox(inbox_id).address))}
    )


@agent_view(Permission.SETTINGS_MANAGE)
@require_POST
def key_new(request: AgentRequest, inbox_id: int) -> HttpResponse:
    """POST …/domain/keys/ makes a key; the one that signs goes on until the new one is published."""
    inbox = _inbox(inbox_id)
    with note_change(PAGE, inbox, by=request.user):
        make_key(domain_of(inbox.address))
    messages.success(request, _("The key is made. Publish its record, then check."))
    return redirect("inbox-domain", inbox.pk)


@agent_view(Permission.SETTINGS_MANAGE)
@require_POST
def key_delete(request: AgentRequest, inbox_id: int, key_id: int) -> HttpResponse:
    """POST …/domain/keys/<id>/delete/: nothing is signed with it any more."""
    inbox = _inbox(inbox_id)
    key = get_object_or_404(SigningKey, pk=key_id, domain=domain_of(inbox.address))
    with note_change(PAGE, inbox, by=request.user):
        key.delete()
    messages.success(
        request, _("The key is deleted. Its record can go in a week, when all mail has arrived.")
    )
    return redirect("inbox-domain", inbox.pk)
