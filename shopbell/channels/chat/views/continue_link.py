"""POST /chat/<key>/link makes a continue link, POST /chat/<key>/join lets this browser in by one."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from shopbell.core.rate import count_address, count_use

from ...inbox import Inbox
from ..continue_link import continue_link, join_chat, link_behind
from ..protocol import Unknown, body_of, chat_in, protocol, token_of
from ..state import state_of
from ..visitor import find_or_create_visitor, hash_of


@protocol("POST")
def link(request: HttpRequest, inbox: Inbox) -> dict:
    count_address("link", request, limit=60, seconds=600)
    hint = _("Open this link on your phone or another computer. It works for a week; share it with nobody.")
    return {"link": continue_link(chat_in(request, inbox, body_of(request).get("chat"))), "hint": hint}


@protocol("POST")
def join(request: HttpRequest, inbox: Inbox) -> dict:
    count_use(f"join {hash_of(token_of(request))}", limit=20, seconds=600)
    count_address("join", request, limit=60, seconds=600)
    followed = link_behind(str(body_of(request).get("token")))
    if followed.session.inbox_id != inbox.pk:
        raise Unknown
    join_chat(followed, find_or_create_visitor(token_of(request)))
    return {"chat": state_of(followed.session)}
