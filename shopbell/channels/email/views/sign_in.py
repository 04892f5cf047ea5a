"""/desk/settings/inboxes/<id>/sign-in/…: letting the desk into a mailbox by signing in at Google or elsewhere.

The page asks what is needed and then links to the service: a form may lead nowhere outside the desk (CSP form-action).
The service sends the admin back to …/mail/signed-in/.
"""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.errors import Refused
from shopbell.core.settings_history import note_change

from ...inbox import Inbox
from ...views.inbox import PAGE
from ..imap.mailbox import Mailbox
from ..imap.sign_in.attempt import begin, begun, callback, take_up
from ..imap.sign_in.form import SignInForm
from ..imap.sign_in.grant import Grant
from ..imap.sign_in.service import SERVICES
from ..imap.sign_in.token_request import revoke


@agent_view(Permission.SETTINGS_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: AgentRequest, inbox_id: int, service: str) -> HttpResponse:
    inbox = get_object_or_404(Inbox, pk=inbox_id, channel="email")
    if service not in SERVICES:
        raise Http404
    data = request.POST if request.method == "POST" else None
    attempt = begun(request.session)
    if attempt and (attempt.inbox_id, attempt.service_kind) != (inbox.pk, service):
        attempt = None
    form = SignInForm(data, inbox, SERVICES[service], attempt)
    if data is not None and form.is_valid():
        begin(request.session, form.attempt())
        return redirect("inbox-sign-in", inbox.pk, service)
    shown = {
        "inbox": inbox, "form": form, "service": SERVICES[service], "callback": callback(),
        "attempt": attempt if data is None and "change" not in request.GET else None,
    }  # fmt: skip
    return render(request, "email/sign_in.html", shown, status=422 if form.errors else 200)


@agent_view(Permission.SETTINGS_MANAGE)
@require_safe
def signed_in(request: AgentRequest) -> HttpResponse:
    """GET …/mail/signed-in/?code=…&state=… is where a service sends the admin back to."""
    try:
        attempt = take_up(request.session, request.GET.get("state", ""))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("settings-inboxes")
    inbox = get_object_or_404(Inbox, pk=attempt.inbox_id, channel="email")
    code = request.GET.get("code", "")
    try:
        if not code:
            raise Refused(_no(request))
        with note_change(PAGE, inbox, by=request.user):
            attempt.complete(code, by=request.user)
    except Refused as refusal:
        begin(request.session, attempt.again())
        messages.error(request, str(refusal))
        return redirect("inbox-sign-in", inbox.pk, attempt.service_kind)
    messages.success(
        request, _("Signed in. The mail of %(account)s is fetched now.") % {"account": attempt.user}
    )
    return redirect("inbox-edit", inbox.pk)


@agent_view(Permission.SETTINGS_MANAGE)
@require_POST
def sign_out(request: AgentRequest, inbox_id: int) -> HttpResponse:
    """POST …/sign-out/ forgets what let the desk in, and tells the service so. The account and its place stay."""
    mailbox = get_object_or_404(Mailbox.objects.select_related("inbox"), inbox_id=inbox_id)
    grant = get_object_or_404(Grant, mailbox=mailbox)
    with note_change(PAGE, mailbox.inbox, by=request.user):
        grant.delete()
    revoke(grant)
    messages.success(
        request, _("The desk can no longer sign in to this account, and fetches nothing from it.")
    )
    return redirect("inbox-edit", inbox_id)


def _no(request: AgentRequest) -> str:
    """What the service said instead of a code (RFC 6749 §4.1.2.1)."""
    error = request.GET.get("error", "")[:60]
    if error == "access_denied":
        return _("The service says that access was not allowed. Sign in again, and agree.")
    words = " ".join(request.GET.get("error_description", "").split())[:200]
    return _("The service gave no access: %(error)s") % {"error": f"{error} {words}".strip() or "–"}
