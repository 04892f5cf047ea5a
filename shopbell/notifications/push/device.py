"""A device: a browser of an agent that takes push messages. Its address is a secret: who has it can push to it.

So address and keys lie sealed, and a row is found by the hash of its address.
"""

import hashlib
import json
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext as _

from shopbell.accounts.agent import Agent
from shopbell.core.errors import Refused
from shopbell.core.lock import hold_until_commit
from shopbell.core.sealed import SealedField

from .encryption import Reader

MOST = 20  # of one agent
MOST_CHARACTERS = 2_000


class Device(models.Model):
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="push_devices")
    fingerprint = models.CharField(max_length=64, unique=True, help_text="SHA-256 of its address")
    content = SealedField(help_text="address, p256dh and auth as JSON")
    user_agent = models.CharField(max_length=300, blank=True)
    error = models.CharField(
        max_length=200, blank=True, help_text="what the service said last, if it was a no"
    )
    used_at = models.DateTimeField(null=True, help_text="when the service last took a message")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    @property
    def is_readable(self) -> bool:
        return bool(self.content) and isinstance(self.content, str)

    @property
    def endpoint(self) -> str:
        return json.loads(str(self.content))[0]

    @property
    def reader(self) -> Reader:
        return Reader.of(*json.loads(str(self.content))[1:])


@transaction.atomic
def add_device(agent: Agent, *, endpoint: str, p256dh: str, auth: str, user_agent: str = "") -> Device:
    """Push to this browser from now on; again changes nothing, and for another agent it is theirs then.

    Raises Refused for what is no subscription of a browser.
    """
    try:
        parts = urlsplit(endpoint)
        Reader.of(p256dh, auth)
    except ValueError:
        parts = None
    if parts is None or parts.scheme != "https" or not parts.hostname or len(endpoint) > MOST_CHARACTERS:
        raise Refused(_("This browser gave no address for push messages. Try again, or use another browser."))
    fingerprint = _fingerprint(endpoint)
    hold_until_commit(f"push devices {agent.pk}")
    others = Device.objects.filter(agent=agent).exclude(fingerprint=fingerprint)
    if others.count() >= MOST:
        raise Refused(_("You have as many devices as possible. Remove one first."))
    known = {
        "agent": agent, "content": json.dumps([endpoint, p256dh, auth]), "user_agent": user_agent[:300],
        "error": "",
    }  # fmt: skip
    return Device.objects.update_or_create(fingerprint=fingerprint, defaults=known)[0]


@transaction.atomic
def renew_device(agent: Agent, *, before: str, endpoint: str, **browser: str) -> Device | None:
    """The browser changed its address by itself: what is pushed to `before` goes to `endpoint`, also what waits.

    None when nothing is pushed to `before` any more: the agent removed that device. One that does not say what was
    before is added. Raises Refused like `add_device`.
    """
    hold_until_commit(f"push devices {agent.pk}")
    now = _fingerprint(endpoint)
    old = Device.objects.filter(agent=agent, fingerprint=_fingerprint(before)).exclude(fingerprint=now)
    if Device.objects.filter(fingerprint=now).exists():
        old.delete()
    elif before and not old.update(fingerprint=now):
        return None
    return add_device(agent, endpoint=endpoint, **browser)


def _fingerprint(endpoint: str) -> str:
    return hashlib.sha256(endpoint.encode()).hexdigest()
