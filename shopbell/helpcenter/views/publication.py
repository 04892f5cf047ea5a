"""POST /desk/help/publication/ publishes the drafts of the articles that were chosen in the list; the list then says
what became of them."""

import re
from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.row_key import row_key

from ..article_draft import ArticleDraft
from ..publishing_many import publish_drafts

SEEN = re.compile(r"[0-9]{1,18}:[0-9]{1,9}")
MOST = 100  # articles, twice what the list shows at once
WAITING = "help-waiting"  # of the session: what the next list tells


@agent_view(Permission.HELP_PUBLISH)
@require_POST
def publication(request: AgentRequest) -> HttpResponse:
    chosen = [row_key(each) for each in request.POST.getlist("chosen")[:MOST]]
    drafts = list(ArticleDraft.objects.filter(article__in=chosen).select_related("article").order_by("pk"))
    outcome = publish_drafts(drafts, _seen(request.POST.get("seen", "")), by=request.user)
    if outcome.published:
        count = outcome.published
        said = ngettext("%(num)d text is published.", "%(num)d texts are published.", count) % {"num": count}
        messages.success(request, said)
    elif not drafts:
        messages.warning(request, _("Choose articles that have a draft."))
    request.session[WAITING] = [asdict(each) for each in outcome.waiting]
    query = request.GET.urlencode()
    return redirect(f"{reverse('help-desk')}?{query}" if query else "help-desk")


def _seen(said: str) -> dict[int, int]:
    """The revision of each draft that the list showed, of `number:revision` in one field: a page has more drafts than
    a form may have fields. What is nothing of the kind was not seen."""
    pairs = [pair.split(":") for pair in said.split() if SEEN.fullmatch(pair)]
    return {int(draft): int(revision) for draft, revision in pairs}


def told_waiting(request: AgentRequest) -> list[dict[str, Any]]:
    """What waited when drafts were last published from the list, once."""
    return request.session.pop(WAITING, [])
