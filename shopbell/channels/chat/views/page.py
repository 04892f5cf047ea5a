"""GET /chat/<key>/: the widget's frame, also a page of its own; without JavaScript it is a short contact form.

The form goes to the contact page, which answers with its thanks, or with all of its fields and what is missing.

Only pages of the inbox's origins may show it in a frame; `?from=` names the one that does, and the
frame's script speaks with no other.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shopbell.core.errors import Refused

from ...accent import ink_on
from ...brand import Brand
from ...form.contact import ContactForm
from ...inbox import Inbox
from ...origin import exact_origin, is_allowed
from ...own_ways import own_ways
from ...while_waiting import call_words
from ..continue_link import link_behind
from ..words import words

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; "
    "img-src 'self' blob: data:; media-src 'self'; "
    "connect-src 'self' {socket}; form-action 'self'; base-uri 'none'; frame-ancestors {ancestors}"
)


@require_safe
def page(request: HttpRequest, key: str) -> HttpResponse:
    inbox = get_object_or_404(Inbox, public_key=key, channel="chat", is_active=True)
    parent = request.GET.get("from", "")
    if parent and not is_allowed(parent, request, inbox):
        raise Http404(_("This page may not use this chat."))
    return _frame(request, inbox, parent=parent)


@require_safe
def continue_(request: HttpRequest, token: str) -> HttpResponse:
    """The same page, which then joins the chat that `token` opens."""
    try:
        session = link_behind(token).session
    except Refused as refusal:
        raise Http404(str(refusal)) from None
    return _frame(request, session.inbox, token=token)


def _frame(request: HttpRequest, inbox: Inbox, *, parent: str = "", token: str = "") -> HttpResponse:
    context = {
        "inbox": inbox,
        "form": None if parent else ContactForm(inbox=inbox),  # a script made the frame, so scripts run
        "brand": Brand.current(),
        "ways": [] if parent else own_ways(get_language() or ""),
        "parent": parent,
        "token": token,
        "words": list(words().values()),
        "call": call_words(inbox),
        "ink": ink_on(inbox.setting("accent")),
    }
    response = render(request, "chat/frame.html", context)
    origins = [origin for origin in inbox.setting("origins") if exact_origin(origin) == origin]
    socket = f"{'wss' if request.is_secure() else 'ws'}://{request.get_host()}"
    response.headers["Content-Security-Policy"] = POLICY.format(
        socket=socket, ancestors=" ".join(["'self'", *origins])
    )
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
