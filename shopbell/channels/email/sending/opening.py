"""Knowing that an answer was opened: only where the shop switched it on for an inbox, which it is not by itself.

Then the HTML of each answer ends with an invisible picture of our own address, signed for that one delivery. What is
kept is that it was opened and when: no address, no program, no cookie. A picture that is not fetched says nothing, and
some mail programs fetch all of them unseen.
"""

import base64
import re

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from shopbell.channels.after_sending import note_opened
from shopbell.channels.delivery import Delivery
from shopbell.channels.inbox import Inbox

from .sender import mail_inbox_of

SIGNER = Signer(salt="shopbell.opened")
PIXEL = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
OURS = re.compile(r"<img\b[^>]*/opened/[0-9]+:[^>]*>", re.IGNORECASE)


def pixel_address(delivery: Delivery, inbox: Inbox | None) -> str:
    """Where the invisible picture of an answer lies; empty unless its inbox tracks, and for what no agent sent."""
    is_tracked = inbox and inbox.setting("tracks_opening") and delivery.purpose == "reply"
    if not is_tracked or delivery.message.agent_id is None:
        return ""
    return settings.SITE_URL + reverse("mail-opened", args=[SIGNER.sign(str(delivery.pk))])


def open_by(signed: str) -> bool:
    """Note that the mail was opened whose picture `signed` names; whether it is one of ours. Twice changes nothing."""
    try:
        pk = int(SIGNER.unsign(signed))
    except (BadSignature, ValueError):
        return False
    delivery = Delivery.objects.select_related("message__ticket").filter(pk=pk, channel="email").first()
    if delivery is None:
        return False
    inbox = mail_inbox_of(delivery.message.ticket)
    if inbox and inbox.setting("tracks_opening"):  # it may have been switched off since
        note_opened(delivery)
    return True


def without_pixels(html: str) -> str:
    """`html` that quotes a mail of ours without its picture: who reads the quote has not opened the mail."""
    return OURS.sub("", html)
