"""Rate limits that hold across every process: one counter a name and window, kept by PostgreSQL.

Somebody with IPv6 has a /64 network of addresses, so those are counted together. Addresses of this
machine and of private networks are not limited: behind a proxy that nobody told us of, every shopper
seems to come from there, and a limit would lock all of them out at once.
"""

import ipaddress
import time
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, models
from django.http import HttpRequest
from django.utils.translation import gettext as _

from .errors import Refused

KEPT = timedelta(days=1)
COUNT = """
    insert into core_ratecount as r (name, "window", count)
    values (%s, %s, 1)
    on conflict (name) do update
    set count = case when r."window" = excluded."window" then r.count + 1 else 1 end, "window" = excluded."window"
    returning count
"""


class TooMany(Refused):
    """Somebody asks more often than is good."""

    status = 429


class RateCount(models.Model):
    name = models.CharField(max_length=160, primary_key=True)
    window = models.BigIntegerField(help_text="when it began, in seconds since 1970")
    count = models.IntegerField()

    class Meta:
        indexes = [models.Index(fields=["window"])]


def count_use(name: str, *, limit: int, seconds: int) -> None:
    """Count one use of `name`. Raises TooMany after `limit` in a window of `seconds`."""
    used, _left = uses_of(name, seconds=seconds)
    if used > limit:
        raise TooMany(_("That was a lot at once. Please wait a minute and try again."))


def uses_of(name: str, *, seconds: int) -> tuple[int, int]:
    """Count one use of `name`: how many there are in this window of `seconds`, and in how many it ends."""
    now = int(time.time())
    started = now // seconds * seconds
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [name[:160], started])
        return cursor.fetchone()[0], started + seconds - now


def count_address(what: str, request: HttpRequest, *, limit: int, seconds: int) -> None:
    """Count one use of `what` by where `request` comes from, when that is a public address."""
    network = network_of(address_of(request))
    if network:
        count_use(f"{what} {network}", limit=limit, seconds=seconds)


def address_of(request: HttpRequest) -> str:
    """The address of the person, as the outermost trusted proxy saw it; empty when there is none."""
    return person_address(
        request.META.get("REMOTE_ADDR", ""), request.headers.get("X-Forwarded-For", ""), settings.PROXY_COUNT
    )


def network_in(scope: dict[str, Any]) -> str:
    """Where an ASGI request or socket comes from, as it is counted; empty unless it is a public address."""
    headers = dict(scope["headers"])
    forwarded = headers.get(b"x-forwarded-for", b"").decode("latin-1")
    peer = (scope.get("client") or ("", 0))[0]
    return network_of(person_address(peer, forwarded, settings.PROXY_COUNT))


def person_address(address: str, forwarded: str, proxy_count: int) -> str:
    """The address behind `proxy_count` trusted proxies; empty when there is none.

    `address` is at the other end of the connection, `forwarded` is X-Forwarded-For. Whatever stands
    further left in that was written by the person.
    """
    if proxy_count:
        hops = [hop.strip() for hop in forwarded.split(",")]
        address = _without_port(hops[-proxy_count]) if len(hops) >= proxy_count else address
    try:
        return str(ipaddress.ip_address(address))
    except ValueError:
        return ""


def _without_port(hop: str) -> str:
    """A hop as some proxies write it: `1.2.3.4:5678`, `[2001:db8::1]:5678`, also in quotes."""
    hop = hop.strip('"')
    if hop.startswith("["):
        return hop[1:].partition("]")[0]
    host, _colon, port = hop.rpartition(":")
    return host if port.isdecimal() and host.count(".") == 3 and ":" not in host else hop


def network_of(address: str) -> str:
    """What is counted as one person: an IPv4 address, or a /64 of IPv6; empty unless it is a public one."""
    if not address:
        return ""
    exact = ipaddress.ip_address(address)
    if isinstance(exact, ipaddress.IPv6Address):
        if exact.ipv4_mapped:
            return network_of(str(exact.ipv4_mapped))
        return str(ipaddress.ip_network((exact, 64), strict=False)) if exact.is_global else ""
    return str(exact) if exact.is_global else ""


def forget_counts(now: datetime) -> int:
    """Drop counters of windows long past; returns how many."""
    return RateCount.objects.filter(window__lt=(now - KEPT).timestamp()).delete()[0]
