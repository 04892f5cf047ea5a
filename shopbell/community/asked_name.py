"""A name that somebody asked for who has not joined yet: it is kept for them for as long as their link is good.

Whoever asks for it second hears so at once. Who asked for it first is known by their browser, their form, or their
address once it is proved: to nobody else is said which address a name was asked with.
"""

import uuid

from django.db.models import QuerySet
from django.utils import timezone

from shopbell.customers.customer import Customer
from shopbell.customers.identity import Kind
from shopbell.portal.secret import hash_of

from .joining import LASTS, Joining, id_of
from .pseudonym import skeleton


def is_asked_for(name: str, *, browser: str, form_id: uuid.UUID) -> bool:
    """Whether `name`, or one that looks like it, is kept for somebody who asked by another browser than this, and
    another form."""
    kept = _asked(name).filter(used_at=None)
    others = kept.exclude(asked_by=hash_of(browser)) if browser else kept
    return any(each.client_id != id_of(each.address, form_id) for each in others)


def is_kept_from(customer: Customer, name: str) -> bool:
    """Whether `name` is kept for somebody else than `customer`, who has not asked for it themselves."""
    proved = customer.identities.filter(kind=Kind.EMAIL, verified_at__isnull=False).values("value")
    asked = _asked(name)
    return asked.filter(used_at=None).exists() and not asked.filter(address__in=proved).exists()


def _asked(name: str) -> QuerySet[Joining]:
    return Joining.objects.filter(looks_like=skeleton(name), created_at__gt=timezone.now() - LASTS)
