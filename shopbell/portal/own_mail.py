"""The mails that a shopper asked for, besides answers: what they follow, what they are told of. Each is ended here by a
button, and by another taken up again as it was.

The floors that send them say which are whose (`SOURCES`): the customer's own, or those of an address that was proved to
be theirs. What an end took away is signed into the address of the page that offers it back, and good for a day.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.signing import BadSignature, dumps, loads
from django.db import transaction
from django.http import Http404

from shopbell.customers.customer import Customer
from shopbell.customers.identity import Identity, Kind

SALT = "shopbell.portal.own_mail"
GOOD_SECONDS = 86_400


@dataclass(frozen=True)
class OwnMail:
    """One of them: `what` brings it back (plain values, and no address of anybody)."""

    key: int
    title: str
    about: str  # how often, of which parts, to which address
    address: str  # of the page that it tells of, or empty
    what: dict[str, Any]


@dataclass(frozen=True)
class Source:
    """What one kind of mail answers for: each is asked for the rows of this customer alone."""

    own: Callable[[Customer], list[OwnMail]]
    end: Callable[[Customer, OwnMail], None]
    begin: Callable[[Customer, dict[str, Any]], None]  # again; raises LookupError for what is theirs no more
    places: Callable[[], list[tuple[str, str]]] = list  # name and address of the pages where it is asked for


SOURCES: dict[str, Source] = {}


def own_mails(customer: Customer) -> list[tuple[str, OwnMail]]:
    """All that they are mailed, each with the name of its source."""
    return [(name, mail) for name, source in SOURCES.items() for mail in source.own(customer)]


def places() -> list[tuple[str, str]]:
    """Where such mails are asked for."""
    return [place for source in SOURCES.values() for place in source.places()]


@transaction.atomic
def end_mail(customer: Customer, name: str, key: int) -> str:
    """End one of theirs; signed, what brings it back. Raises Http404 for another's, or one that is there no more."""
    found = [mail for mail in SOURCES[name].own(customer) if mail.key == key] if name in SOURCES else []
    if not found:
        raise Http404
    SOURCES[name].end(customer, found[0])
    return dumps([customer.pk, name, found[0].title, found[0].what], salt=SALT, compress=True)


def ended(customer: Customer, signed: str) -> tuple[str, str, dict[str, Any]] | None:
    """What they ended: source, title, and what brings it back. None for what is forged, another's, or of yesterday."""
    try:
        whose, name, title, what = loads(signed, salt=SALT, max_age=GOOD_SECONDS)
    except BadSignature:
        return None
    return (name, title, what) if whose == customer.pk and name in SOURCES else None


@transaction.atomic
def begin_again(customer: Customer, signed: str) -> None:
    """Take up again what they ended; twice changes nothing. Raises Http404 as `ended` has none, or it is gone."""
    known = ended(customer, signed)
    try:
        if known is None:
            raise LookupError
        SOURCES[known[0]].begin(customer, known[2])
    except LookupError:
        raise Http404 from None


def proved_addresses(customer: Customer) -> list[Identity]:
    """The e-mail addresses that were proved to be theirs."""
    return list(customer.identities.filter(kind=Kind.EMAIL, verified_at__isnull=False).order_by("pk"))
