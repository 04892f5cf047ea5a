"""POST /chat/<key>/start: the first message, with the answers to what is asked before a chat."""

from django.http import HttpRequest

from shopbell.core.rate import count_address, count_use
from shopbell.core.storable import storable

from ...begun import tell_begun
from ...inbox import Inbox
from ..bubble import bubble
from ..protocol import body_of, client_id_of, protocol, token_of
from ..start import start_chat
from ..state import state_of
from ..visitor import find_or_create_visitor, hash_of


@protocol("POST")
def start(request: HttpRequest, inbox: Inbox) -> dict:
    count_use(f"start {hash_of(token_of(request))}", limit=20, seconds=600)
    count_address("start", request, limit=60, seconds=600)
    body = body_of(request)
    client_id = client_id_of(body)
    page, origin = (storable(str(body.get(name) or "")) for name in ("page", "origin"))
    visitor = find_or_create_visitor(token_of(request), origin=origin, page=page)
    session, message = start_chat(visitor, inbox, body, client_id=client_id)
    tell_begun(request, session.ticket_id)
    return {"message": bubble(message), "chat": state_of(session)}
