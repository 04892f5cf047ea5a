"""POST …/folders/: the folders of an inbox's IMAP account, as its server lists them, to be ticked in its form.

Of very many a part is shown, and the others are found by what is written beside them (`folder_words`). That is looked
for in what was listed before: servers lock accounts that sign in with every letter.
"""

import hashlib

from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from imapclient.exceptions import IMAPClientError

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.errors import Refused

from ..imap.further_form import folder_choices
from ..imap.mailbox import Mailbox
from ..imap.server_folders import MOST_SHOWN, ServerFolder, list_folders, named_like
from ..settings_form import settings_form
from ..trial import Outcome, account_sentence

KEPT_SECONDS = 600


@agent_view(Permission.SETTINGS_MANAGE)
@require_POST
def folders(request: AgentRequest, inbox_id: int) -> HttpResponse:
    """What is ticked stays ticked. The account that is asked is the one that is saved."""
    mailbox = get_object_or_404(Mailbox.objects.select_related("inbox"), inbox_id=inbox_id)
    form, is_many = settings_form(request.POST, mailbox.inbox), False
    field, words = form.fields["further"], request.POST.get("folder_words", "").strip()[:100]
    try:
        there = _listed(mailbox, is_search="folder_words" in request.POST)
    except (Refused, OSError, IMAPClientError) as error:
        outcome: Outcome | None = Outcome(account_sentence(error), "broken")
    else:
        found = named_like(there, words)
        is_many, outcome = len(there) > MOST_SHOWN, _outcome(found, words)
        shown = found[:MOST_SHOWN]
        names = {each.name for each in shown}
        others = [choice for choice in field.choices if choice[0] not in names]  # type: ignore[attr-defined]
        field.choices = [*folder_choices(shown), *others]  # type: ignore[attr-defined]
    offers_search = is_many and "folder_words" not in request.POST
    context = {
        "boxes": form["further"],
        "outcome": outcome,
        "offers_search": offers_search,
        "inbox_id": inbox_id,
    }
    return render(request, "email/_folders.html", context)


def _listed(mailbox: Mailbox, *, is_search: bool) -> list[ServerFolder]:
    """As the server lists them now; for a search, as it did some minutes ago."""
    account = repr((mailbox.pk, mailbox.host, mailbox.port, mailbox.user, mailbox.folder))
    key = f"imap-folders-{hashlib.sha256(account.encode()).hexdigest()}"
    there: list[ServerFolder] | None = cache.get(key) if is_search else None
    if there is None:
        there = list_folders(mailbox)
        cache.set(key, there, KEPT_SECONDS)
    return there


def _outcome(found: list[ServerFolder], words: str) -> Outcome | None:
    if not found:
        without = _("The account has no further folders.")
        return Outcome(_("No folder has “%(words)s” in its name.") % {"words": words} if words else without)
    if len(found) <= MOST_SHOWN:
        return None
    said = ngettext(
        "%(count)s folder was found; the first %(most)s by name are shown. Write a part of a name to find others.",
        "%(count)s folders were found; the first %(most)s by name are shown. Write a part of a name to find others.",
        len(found),
    )
    return Outcome(said % {"count": len(found), "most": MOST_SHOWN}, "risk")
