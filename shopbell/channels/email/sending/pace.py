"""The pace of sending: providers take so many mails a second, a minute, an hour or a day, and no more.

All workers of the desk take turns through one row per provider. A turn that is near is waited for; one that is farther
is no failure: the mail goes back into its queue until then. What was sent is counted in parts of a tenth of each
period, and a period covers eleven of them, so that no moment that the provider looks at holds more than it allows.
"""

import time
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models, transaction

from shopbell.channels.registry import NotYet

PARTS = 10
MINUTE = 60
MOST_AT_ONCE = 600  # that are waited for in a minute, where there is no limit any more
PATIENCE = 2_000  # milliseconds that a worker waits for its turn itself
Limits = dict[int, int]  # mails by the period's seconds


class MailPace(models.Model):
    provider = models.CharField(max_length=255, primary_key=True)
    counts = models.JSONField(
        default=dict, help_text="by the period's seconds: mails by the part of time they left in"
    )


def take_turn(provider: str = "", limits: Limits | None = None) -> None:
    """Wait until `provider` (default: the desk's) takes one mail more, and count it. NotYet unless that is soon."""
    limits = settings.MAIL_LIMITS if limits is None else limits
    if not limits:
        return
    now = time.time_ns() // 1_000_000
    at = reserve(provider or _provider(), limits, now)
    time.sleep((at - now) / 1000)


def free_turns() -> int:
    """How many mails more the provider takes within a minute, to be told and not to be held."""
    now = time.time_ns() // 1_000_000
    pace = MailPace.objects.filter(provider=_provider()).first() or MailPace()
    free = MOST_AT_ONCE
    for seconds, most in settings.MAIL_LIMITS.items():
        part = now // _length(seconds)
        used = sum(count for each, count in _counted(pace, seconds).items() if each >= part - PARTS)
        free = min(free, most * MINUTE // seconds if seconds < MINUTE else most - used)
    return max(free, 0)


def _provider() -> str:
    """The provider as the limit knows it: a server by its name, a service by its back end."""
    address = settings.MAIL_URL
    return (urlsplit(address).hostname or address.partition("?")[0] or "outbox")[:255]


@transaction.atomic
def reserve(provider: str, limits: Limits, now: int, patience: int = PATIENCE) -> int:
    """Count one mail at the first moment that is free, and return it; moments are milliseconds since 1970.

    Raises NotYet, and counts nothing, when it is more than `patience` away.
    """
    MailPace.objects.get_or_create(provider=provider)
    pace = MailPace.objects.select_for_update().get(provider=provider)
    counts = {seconds: _counted(pace, seconds) for seconds in limits}
    at = now
    while (
        free := max(_free_at(counts[seconds], seconds, most, at) for seconds, most in limits.items())
    ) > at:
        at = free
    if at > now + patience:
        raise NotYet(until=datetime.fromtimestamp(at / 1000, UTC))
    for seconds in limits:
        part = at // _length(seconds)
        counts[seconds][part] = counts[seconds].get(part, 0) + 1
    pace.counts = {str(seconds): _kept(parts, now // _length(seconds)) for seconds, parts in counts.items()}
    pace.save(update_fields=["counts"])
    return at


def _length(seconds: int) -> int:
    """How long a part of the period is, in milliseconds."""
    return seconds * 1000 // PARTS


def _counted(pace: MailPace, seconds: int) -> dict[int, int]:
    return {int(part): count for part, count in pace.counts.get(str(seconds), {}).items()}


def _kept(parts: dict[int, int], now: int) -> dict[str, int]:
    return {str(part): count for part, count in parts.items() if part >= now - PARTS}


def _free_at(counts: dict[int, int], seconds: int, most: int, at: int) -> int:
    """The first moment from `at` on at which the period allows one more; never before one that was reserved."""
    part = max([at // _length(seconds), *counts])
    while sum(count for each, count in counts.items() if part - PARTS <= each <= part) >= most:
        part = min(each for each in counts if each >= part - PARTS) + PARTS + 1
    return max(at, part * _length(seconds))
