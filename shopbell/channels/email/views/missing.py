"""POST …/fetch-missing/: have the mails fetched that a count found missing (`imap/reconcile.py`)."""

from contextlib import suppress

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from procrastinate.contrib.django import app as jobs
from procrastinate.exceptions import AlreadyEnqueued

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view

from ..imap.mailbox import Mailbox
from ..imap.reconcile import FETCH_MISSING
from ..trial import Outcome


@agent_view(Permission.SETTINGS_MANAGE)
@require_POST
def fetch_missing(request: AgentRequest, inbox_id: int) -> HttpResponse:
    mailbox = get_object_or_404(Mailbox, inbox_id=inbox_id)
    with suppress(AlreadyEnqueued), transaction.atomic():
        jobs.configure_task(FETCH_MISSING, queueing_lock=f"missing-{mailbox.pk}").defer(mailbox_id=mailbox.pk)
    outcome = Outcome(_("They are being fetched. Load this page again in a minute: it says what is left."))
    return render(request, "email/_outcome.html", {"outcome": outcome})
