"""The marker: which mail of ours a text quotes, signed by the desk. It stands small at the foot of each mail we send.

Some programs answer without references and to a bare address, and what is passed on loses both, but nearly all quote.
It is the last key of threading and the weakest: a quote is shown to anybody, so a marker opens nothing without a party
of its ticket, proves no address, and is signed apart from the reply token, which cannot be made of it.
"""

import base64
import hashlib
import hmac
import re

from django.conf import settings

from ..parse import Inbound

MARKER = re.compile(r"\[Ticket(?:[\s>]|&nbsp;){1,10}([0-9]{1,18})-([0-9]{1,18})-([a-z2-7]{16})\]")
MOST = 20  # that are looked up of one mail


def sign(ticket_id: int, delivery_id: int) -> str:
    """The marker of a delivery of a ticket."""
    return f"[Ticket {ticket_id}-{delivery_id}-{_signature(ticket_id, delivery_id)}]"


def markers_in(inbound: Inbound) -> list[tuple[int, int]]:
    """Ticket and delivery of the markers that a mail shows or quotes, each once, the topmost first."""
    found: dict[tuple[int, int], None] = {}
    for text in (inbound.text, inbound.quoted_text, inbound.html, inbound.quoted_html):
        for match in MARKER.finditer(text):
            if len(found) < MOST and _is_ours(match):
                found[int(match[1]), int(match[2])] = None
    return list(found)


def without_markers(text: str) -> str:
    """`text` without markers of ours: who reads a quote needs none."""
    return MARKER.sub(lambda match: "" if _is_ours(match) else match[0], text)


def _is_ours(match: re.Match[str]) -> bool:
    return hmac.compare_digest(match[3], _signature(int(match[1]), int(match[2])))


def _signature(ticket_id: int, delivery_id: int) -> str:
    key = hashlib.sha256(b"shopbell body marker" + settings.SECRET_KEY.encode()).digest()
    digest = hmac.new(key, f"{ticket_id}-{delivery_id}".encode(), hashlib.sha256).digest()
    return base64.b32encode(digest[:10]).decode().lower()
