"""The answer to who called a wish not needed, or brings it back: its list anew, and the way back."""

import json
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from shopbell.core.toast import add_toast


def turned(
    request: HttpRequest, page: Callable[[], HttpResponse], *, here: str, undo: str, part: str
) -> HttpResponse:
    """The `page` at `here` again, of which the form replaces `part`; `undo` is empty for what was brought back."""
    said = _("It is not asked for any more.") if undo else _("Undone.")
    if not request.headers.get("HX-Request"):
        messages.success(request, said, extra_tags=f"undo:{undo}" if undo else "")
        return redirect(here)
    if request.headers.get("HX-Target"):
        answer = page()
    else:  # the way back in a toast, which puts nothing on the page by itself
        answer = HttpResponse(status=204)
        place = {"path": here, "target": part, "select": part, "swap": "outerHTML"}
        answer.headers["HX-Location"] = json.dumps(place)
    add_toast(answer, said, undo=undo)
    return answer
