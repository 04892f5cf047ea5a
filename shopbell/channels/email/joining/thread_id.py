"""The thread id: a reference that all copies of one letter have in common, so that answers to all stay in one thread.

Whoever got a copy knows it, so it proves nothing and lets nobody in: it is signed apart from the reply token, which
cannot be made of it, and only so that nobody comes upon tickets by counting.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable

from django.conf import settings

OURS = re.compile(r"^thread\.([0-9]{1,18})\.([a-z2-7]{16})@")


def thread_id(message_id: int) -> str:
    """What the copies of this message refer to, without its brackets."""
    return f"thread.{message_id}.{_signature(message_id)}@{settings.MAIL_DOMAIN}"


def read_thread_ids(references: Iterable[str]) -> dict[str, int]:
    """The messages whose copies some of the `references` name."""
    found = {each: match for each in references if (match := OURS.match(each))}
    return {
        each: int(match[1])
        for each, match in found.items()
        if hmac.compare_digest(match[2], _signature(int(match[1])))
    }


def _signature(message_id: int) -> str:
    key = hashlib.sha256(b"shopbell thread id" + settings.SECRET_KEY.encode()).digest()
    digest = hmac.new(key, str(message_id).encode(), hashlib.sha256).digest()
    return base64.b32encode(digest[:10]).decode().lower()
