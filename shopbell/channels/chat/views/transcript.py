"""POST /chat/<key>/transcript: the chat so far by e-mail, where it goes on then. POST /chat/<key>/back: here again."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from shopbell.core.rate import count_address, count_use

from ...inbox import Inbox
from ..protocol import body_of, chat_in, protocol, visitor_in
from ..state import state_of
from ..switching import go_on_by_mail, go_on_in_chat


@protocol("POST")
def transcript(request: HttpRequest, inbox: Inbox) -> dict:
    body = body_of(request)
    session = chat_in(request, inbox, body.get("chat"))
    count_use(f"transcript {session.visitor_id}", limit=5, seconds=3600)
    count_address("transcript", request, limit=20, seconds=3600)
    visitor = visitor_in(request)
    email = go_on_by_mail(session, visitor, str(body.get("email") or ""))
    return {"email": email, "said": _("On its way to {}.").format(email)}


@protocol("POST")
def back(request: HttpRequest, inbox: Inbox) -> dict:
    session = chat_in(request, inbox, body_of(request).get("chat"))
    count_use(f"back {session.pk}", limit=20, seconds=3600)
    go_on_in_chat(session, visitor_in(request))
    return {"chat": state_of(session)}
