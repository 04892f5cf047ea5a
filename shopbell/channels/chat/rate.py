"""Rate limits that hold across every process: one counter a name and window, kept by PostgreSQL.

Addresses of this machine and of private networks are not limited: behind a proxy that nobody told us
of, every shopper seems to come from there, and a limit would lock all of them out at once.
"""

import ipaddress
import time
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, models
from django.http import HttpRequest

from shopbell.core.errors import Refused

KEPT = timedelta(days=1)
COUNT = """
    insert into channel_chat_ratecount as r (name, "window", count)
    values (%s, %s, 1)
    on conflict (name) do update
    set count = case when r."window" = excluded."window" then r.count + 1 else 1 end, "window" = excluded."window"
    returning count
"""


class TooMany(Refused):
    """Somebody asks more often than is good; answered 429."""


class RateCount(models.Model):
    name = models.CharField(max_length=160, primary_key=True)
    window = models.BigIntegerField(help_text="when it began, in seconds since 1970")
    count = models.IntegerField()

    class Meta:
        indexes = [models.Index(fields=["window"])]


def count_use(name: str, *, limit: int, seconds: int) -> None:
    """Count one use of `name`. Raises TooMany after `limit` in a window of `seconds`."""
    started = int(time.time()) // seconds * seconds
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [name[:160], started])
        used = cursor.fetchone()[0]
    if used > limit:
        raise TooMany("That was a lot at once. Please wait a minute and try again.")


def count_address(what: str, request: HttpRequest, *, limit: int, seconds: int) -> None:
    """Count one use of `what` by the address of `request`, when that is a public one."""
    address = address_of(request)
    if address and ipaddress.ip_address(address).is_global:
        count_use(f"{what} {address}", limit=limit, seconds=seconds)


def address_of(request: HttpRequest) -> str:
    """The address of the person, as the outermost trusted proxy saw it; empty when there is none.

    Whatever stands further left in X-Forwarded-For was written by the person.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if settings.PROXY_COUNT:
        hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",")]
        address = hops[-settings.PROXY_COUNT] if len(hops) >= settings.PROXY_COUNT else address
    try:
        return str(ipaddress.ip_address(address))
    except ValueError:
        return ""


def forget_counts(now: datetime) -> int:
    """Drop counters of windows long past; returns how many."""
    return RateCount.objects.filter(window__lt=(now - KEPT).timestamp()).delete()[0]
