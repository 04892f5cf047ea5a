"""The desk's own address of a remote picture in a message. It is signed, so that nobody can have the desk fetch what is
in no message, and it counts for that message alone."""

import hmac
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.crypto import salted_hmac


def picture_address(message_id: int, remote: str) -> str:
    signed = urlencode({"of": remote, "key": _key(message_id, remote)})
    return f"{reverse('mail-picture', args=[message_id])}?{signed}"


def is_signed(message_id: int, remote: str, key: str) -> bool:
    return hmac.compare_digest(_key(message_id, remote).encode(), key.encode("utf-8", "replace"))


def _key(message_id: int, remote: str) -> str:
    return salted_hmac("shopbell.mail-picture", f"{message_id} {remote}", algorithm="sha256").hexdigest()[:40]
