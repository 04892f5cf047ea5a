"""Erasing a customer for good, because they ask for it (GDPR, article 17). It cannot be undone.

At once nothing leads to them any more: names, addresses and browsers are gone, so that whoever writes from such an
address later is a new customer. What takes longer goes in a job (`erasure_work.py`). The floors above own what they
keep of a customer: each adds a `Part` to `PARTS`. Whatever else points at a customer's row goes with it in the end,
so that a new table is not forgotten, or stops the job where the database protects it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app as jobs

from shopbell.core.errors import Refused

from .block import Block
from .company import CompanyMember
from .consent import Consent
from .customer import KNOWN, Customer
from .identity import Identity, Kind
from .identity_change import RemovedIdentity
from .merge import CustomerMerge, with_merged
from .note import Note
from .point import Point

WORK = "customers.erase"


@dataclass(frozen=True)
class Doomed:
    """Who is to be erased: a customer with all who were merged into them, and what they are known by."""

    ids: list[int]
    identities: list[tuple[str, str]]

    @property
    def addresses(self) -> list[str]:
        return [value for kind, value in self.identities if kind == Kind.EMAIL]


@dataclass(frozen=True)
class Part:
    """What one floor keeps of a customer. Each function bears being called twice."""

    goes: Callable[[Doomed], list[str]] = lambda doomed: []  # in sentences, for who decides
    stays: Callable[[Doomed], list[str]] = lambda doomed: []  # and why
    at_once: Callable[[Doomed], None] = lambda doomed: None  # in the transaction that begins it
    some: Callable[[list[int]], int] = lambda ids: 0  # a portion of what takes longer; 0 when nothing is left
    left: Callable[[list[int]], int] = lambda ids: 0  # how many of these are left


PARTS: list[Part] = []


class CustomerErasure(models.Model):
    """That somebody was erased, by whom and how far it is; nothing of who they were."""

    numbers = ArrayField(
        models.BigIntegerField(), help_text="of the customer, first, and who were merged into them"
    )
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    total = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]

    @property
    def left(self) -> int:
        return sum(part.left(self.numbers) for part in PARTS) if self.finished_at is None else 0

    @property
    def done(self) -> int:
        return max(self.total - self.left, 0)


@dataclass(frozen=True)
class ErasurePreview:
    goes: list[str]
    stays: list[str]


def preview_of(customer: Customer) -> ErasurePreview:
    """What erasing `customer` would take, and what it would leave and why."""
    doomed = _doomed(customer)
    goes = [sentence for part in PARTS for sentence in part.goes(doomed)]
    stays = [sentence for part in PARTS for sentence in part.stays(doomed)]
    return ErasurePreview([*_own(doomed), *goes], stays)


def name_to_type(customer: Customer) -> str:
    """What whoever erases `customer` types, so that it is nobody else."""
    return customer.name or customer.address or f"#{customer.pk}"


@transaction.atomic
def erase_customer(customer: Customer, typed: str, *, by: Any) -> CustomerErasure:
    """Begin to erase `customer`, whose name is `typed`; again it is what was begun.

    Raises Refused for another name, and for one who is a part of somebody else.
    """
    begun = CustomerErasure.objects.filter(numbers__contains=[customer.pk]).first()
    if begun:
        return begun
    if customer.merged_into_id:
        raise Refused(_("This customer is a part of another. Erase that one."))
    doomed = _doomed(customer)
    # before anything is read: who merges or changes one of them has ended, or waits for us. Who only points at one does
    # not: what they write holds its ticket, which we are about to point at, and each would wait for the other
    list(Customer.objects.select_for_update(no_key=True).filter(pk__in=doomed.ids).order_by("pk"))
    if doomed != _doomed(customer):
        raise Refused(_("The customer was changed a moment ago. Look once more."))
    customer.refresh_from_db()
    name = name_to_type(customer)
    if _folded(typed) != _folded(name):
        raise Refused(_("Type “%(name)s” to erase this customer.") % {"name": name})
    for part in PARTS:
        part.at_once(doomed)
    _forget(doomed)
    erasure = CustomerErasure.objects.create(
        numbers=doomed.ids, agent=by, total=sum(part.left(doomed.ids) for part in PARTS)
    )
    enqueue(erasure)
    return erasure


def enqueue(erasure: CustomerErasure) -> None:
    jobs.configure_task(WORK, lock=f"erase-{erasure.pk}", priority=-5).defer(erasure_id=erasure.pk)


def nobody() -> Customer:
    """A new customer of whom nothing is known, for what must stay of an erased one."""
    return Customer.objects.create(erased_at=timezone.now())


def _doomed(customer: Customer) -> Doomed:
    ids = [customer.pk, *sorted(with_merged(customer) - {customer.pk})]
    known = Identity.objects.filter(customer__in=ids).exclude(kind=Kind.VISITOR)
    return Doomed(ids, sorted(set(known.values_list("kind", "value"))))


def _own(doomed: Doomed) -> list[str]:
    """What this floor itself keeps, in sentences."""
    notes = Note.objects.filter(customer__in=doomed.ids).count()
    blocks = _blocks(doomed).count()
    said = [_("Name, city, language, background and preferences, and every field that was filled in.")]
    if doomed.identities:
        said.append(
            _("Known by: %(values)s.") % {"values": ", ".join(value for _kind, value in doomed.identities)}
        )
    if notes:
        said.append(_("Notes on them: %(count)s.") % {"count": notes})
    if Consent.objects.filter(customer__in=doomed.ids).exists():
        said.append(_("What they agreed to, and when: ask them anew if they come back."))
    if points := Point.objects.filter(customer__in=doomed.ids).count():
        said.append(_("Positive points: %(count)s.") % {"count": points})
    if blocks:
        said.append(_("What blocks them: they may write again."))
    return said


def _blocks(doomed: Doomed):
    known = Q(pk__in=[])
    for kind, value in Identity.objects.filter(customer__in=doomed.ids).values_list("kind", "value"):
        known |= Q(kind=kind, value=value)
    return Block.objects.filter(known)


def _forget(doomed: Doomed) -> None:
    _blocks(doomed).delete()
    CustomerMerge.objects.filter(Q(kept__in=doomed.ids) | Q(gone__in=doomed.ids)).delete()
    for table in (Identity, RemovedIdentity, Note, CompanyMember, Consent, Point):
        table._base_manager.filter(customer__in=doomed.ids).delete()
    rows = Customer.objects.filter(pk__in=doomed.ids)
    rows.update(**dict.fromkeys(KNOWN, ""), erased_at=timezone.now())


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
