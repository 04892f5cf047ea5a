"""Signed links to files: whoever was given the link may fetch the file, for two days.

The link is the same all day, so that browsers keep the picture they have; a new one comes with every
fetch of the messages.
"""

import time

from django.core.signing import BadSignature, Signer
from django.urls import reverse

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
