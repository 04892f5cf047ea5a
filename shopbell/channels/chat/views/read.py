"""POST /chat/<key>/read: how far the shopper's browser has got (`got`) and the shopper has seen (`seen`)."""

from django.http import HttpRequest

from ...inbox import Inbox
from ..protocol import body_of, chat_in, protocol, whole
from ..session import acknowledge


@protocol("POST")
def read(request: HttpRequest, inbox: Inbox) -> dict:
    body = body_of(request)
    session = chat_in(request, inbox, body.get("chat"))
    acknowledge(session, got=whole(body.get("got", 0)), seen=whole(body.get("seen", 0)))
    return {"seen": session.seen_message_id}
