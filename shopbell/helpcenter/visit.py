"""A visit: what one browser reads and writes in a day, told from others without a cookie and without knowing whose.

It is a keyed hash of network and browser. The key of a day is random and dropped when no ticket can follow a reading
of that day any more; from then on nobody, with all that is stored, can tell whose visit it was. Where the address is
no public one, as behind a proxy that nobody told us of, everybody would be one visit: then there is none.
"""

import hmac
import secrets
from datetime import date, timedelta

from django.db import models
from django.http import HttpRequest
from django.utils import timezone

from shopbell.core.rate import address_of, network_of


class VisitKey(models.Model):
    day = models.DateField(primary_key=True)
    key = models.BinaryField(max_length=32)


def visit_of(request: HttpRequest) -> str:
    """The visit of today; empty where browsers cannot be told apart."""
    today = timezone.localdate()
    known = VisitKey.objects.filter(day=today).first()
    if not known:
        VisitKey.objects.bulk_create(
            [VisitKey(day=today, key=secrets.token_bytes(32))], ignore_conflicts=True
        )
        known = VisitKey.objects.get(day=today)
    return _hash(request, known)


def visits_of(request: HttpRequest, days: int) -> list[str]:
    """The visits of the same browser today and in the `days` before."""
    since = timezone.localdate() - timedelta(days=days)
    keys = VisitKey.objects.filter(day__gte=since)
    return [visit for key in keys if (visit := _hash(request, key))]


def _hash(request: HttpRequest, key: VisitKey) -> str:
    network = network_of(address_of(request))
    if not network:
        return ""
    said = f"{network} {request.headers.get('User-Agent', '')}"
    return hmac.new(bytes(key.key), said.encode(), "sha256").hexdigest()


def forget_keys(before: date) -> int:
    """Drop the keys of the days before."""
    return VisitKey.objects.filter(day__lt=before).delete()[0]
