"""What a page needs to show a form for a question: its own, or one of a floor above that has it stand there."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from shopbell.tickets.attachment import PROGRAMS

from ..inbox import Inbox
from ..legal import legal_pages, privacy_page
from ..offering import may_offer
from .come_back import CAME_BACK, form_that_came_back
from .contact import ContactForm
from .known import writer_of
from .prefill import filled_in
from .topic_form import TopicForm


def shown_form(request: HttpRequest, form: TopicForm, *, query: str) -> dict[str, Any]:
    """For `form/_form.html` and its parts. `query`: how the pages that follow are shown, and in which language."""
    writer = writer_of(request)
    return {
        "form": form,
        "inbox": form.inbox,
        "may_offer": form.form_inbox is not None and may_offer(),
        "own_orders": writer.orders if writer else [],
        "privacy": privacy_page(legal_pages(get_language() or "")),
        "query": query,
        **shown_limits(),
    }


def shown_limits() -> dict[str, Any]:
    """For `form/_for_files.html`: which files are taken."""
    return {"upload_max_bytes": settings.UPLOAD_MAX_BYTES, "programs": sorted(PROGRAMS)}


def form_asked(request: HttpRequest, inbox: Inbox, *, query: str) -> dict[str, Any]:
    """For `form/_asked.html`: the form as it came back, else an empty one that is filled in with what its address says
    and what is known of who writes."""
    back = form_that_came_back(request.GET.get(CAME_BACK, ""), inbox)
    form = back or filled_in(ContactForm(inbox=inbox), request)
    found = back.near() if back and not back.errors else []
    return shown_form(request, form, query=query) | {"found": found, "came_back": back is not None}
