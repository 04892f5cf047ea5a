"""Signed links to files: whoever was given the link may fetch the file, for two days.

The link is the same all day, so that browsers keep the picture they have; a new one comes with every
fetch of the messages.
"""

import time

from django.core.signing import BadSignature, Signer
from django.urls import reverse

from shopbell.accounts.agent import Agent
from shopbell.tickets.attachment import Attachment

DAY = 24 * 3600
SIGNER = Signer(salt="shopbell.chat.file")


def file_link(attachment: Attachment) -> str:
    return reverse("chat-file", args=[SIGNER.sign(f"{attachment.pk.hex}.{int(time.time()) // DAY}")])


def file_of(signed: str) -> Attachment | None:
    """The attachment that `signed` was made for; None when it is forged or too old."""
    try:
        number, day = SIGNER.unsign(signed).split(".")
    except (BadSignature, ValueError):
        return None
    if int(day) < int(time.time()) // DAY - 1:
        return None
    return Attachment.objects.filter(pk=number).first()


def face_link(agent: Agent) -> str | None:
    """The agent's picture; no secret, so the link does not end. None without one."""
    return reverse("chat-face", args=[SIGNER.sign(agent.photo)]) if agent.photo else None


def face_of(signed: str) -> str | None:
    """The blob that `signed` was made for; None when it is forged."""
    try:
        return SIGNER.unsign(signed)
    except BadSignature:
        return None
