"""POST …/folders/: the folders of an inbox's IMAP account, as its server lists them, to be ticked in its form."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from imapclient.exceptions import IMAPClientError

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.errors import Refused

from ..imap.further_form import folder_choices
from ..imap.mailbox import Mailbox
from ..imap.server_folders import list_folders
from ..settings_form import settings_form
from ..trial import Outcome, account_sentence


@agent_view(Permission.SETTINGS_MANAGE)
@require_POST
def folders(request: AgentRequest, inbox_id: int) -> HttpResponse:
    """What is ticked stays ticked. The account that is asked is the one that is saved."""
    mailbox = get_object_or_404(Mailbox.objects.select_related("inbox"), inbox_id=inbox_id)
    form, outcome = settings_form(request.POST, mailbox.inbox), None
    field = form.fields["further"]
    try:
        there = list_folders(mailbox)
    except (Refused, OSError, IMAPClientError) as error:
        outcome = Outcome(account_sentence(error), "broken")
    else:
        names = {each.name for each in there}
        gone = [choice for choice in field.choices if choice[0] not in names]  # type: ignore[attr-defined]
        field.choices = [*folder_choices(there), *gone]  # type: ignore[attr-defined]
        if not there:
            outcome = Outcome(_("The account has no further folders."))
    return render(request, "email/_folders.html", {"boxes": form["further"], "outcome": outcome})
