"""GET /chat/<key>/messages?chat=…&after=…: everything after a message, and how the chat stands.

Asking for what comes after a message says that the browser has all up to it.
"""

from django.http import HttpRequest

from ...inbox import Inbox
from ..bubble import shown_messages
from ..protocol import Unknown, protocol, token_of, whole
from ..session import acknowledge
from ..state import readable_state
from ..visitor import hash_of


@protocol("GET")
def messages(request: HttpRequest, inbox: Inbox) -> dict:
    after = whole(request.GET.get("after", "0"))
    number = whole(request.GET.get("chat", ""))
    found = readable_state(number, inbox_id=inbox.pk, token_hash=hash_of(token_of(request)))
    if found is None:
        raise Unknown
    session, state = found
    if after > session.got_message_id:
        acknowledge(session, got=after)
    shown, has_more = shown_messages(session.ticket_id, after)
    return {"messages": shown, "has_more": has_more, "chat": state}
