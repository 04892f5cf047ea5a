"""Merging two customers who are one person, and taking it back.

Everything that points at a customer moves to the one that stays. The merge row remembers what
moved, table by table, so that the undo moves just that back and leaves what came later. Floors above that
keep a history of what moved are `WITNESSES`: they write it in the same transaction.
"""

from collections.abc import Callable, Collection

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shopbell.core.errors import Refused
from shopbell.core.pointers import give_way, move_pointers, pointers_at, stand_again

from .customer import KNOWN, Customer
from .identity import Identity

# called with who had it, who has it now, and the ids of what moved by pointer ("tickets.ticket.customer"); by=, reason=
WITNESSES: list[Callable[..., None]] = []
UNDONE = "The merge of the two was taken back."


class CustomerMerge(models.Model):
    kept = models.ForeignKey(Customer, models.CASCADE, related_name="merges")
    gone = models.ForeignKey(Customer, models.CASCADE, related_name="+")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True)
    reason = models.CharField(max_length=200, blank=True)
    moved = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True)


@transaction.atomic
def merge_customers(
    kept: Customer, gone: Customer, *, by=None, reason: str = "", prefer: Collection[str] = ()
) -> CustomerMerge:
    """Make `gone` a part of `kept`: identities, tickets, orders and all else. `by` None is the desk itself.

    What `kept` does not know of itself it takes from `gone`; the columns in `prefer` (of `KNOWN`) in any case.
    Raises Refused when they are the same customer or one is merged already.
    """
    kept, gone = _locked(kept, gone)
    if kept == gone:
        raise Refused(_("This is the same customer already."))
    if kept.merged_into_id or gone.merged_into_id:
        raise Refused(_("One of them is merged already. Take that merge back first."))
    moved = {
        "proofs": _move_proofs(gone, kept),
        "identities": _move_identities(kept, gone),
        "filled": _fill(kept, gone),
        "replaced": _replace(kept, gone, prefer),
    }
    gave_way = {key: ids for key, field in pointers().items() if (ids := give_way(field, gone, kept))}
    followed = {key: move_pointers(field, gone, kept) for key, field in pointers().items()}
    moved |= followed | {"gave_way": gave_way}
    gone.merged_into = kept
    gone.save(update_fields=["merged_into"])
    merge = CustomerMerge.objects.create(kept=kept, gone=gone, agent=by, reason=reason, moved=moved)
    for witness in WITNESSES:
        witness(gone, kept, followed, by=by, reason=reason)
    return merge


def standing(customer: Customer) -> Customer:
    """Who `customer` is now: themselves, or the one at the end of their merges."""
    while kept := customer.merged_into:
        customer = kept
    return customer


def with_merged(customer: Customer) -> set[int]:
    """The numbers of `customer` and of all who were merged into them, however many merges ago."""
    found = fresh = {customer.pk}
    while fresh:
        fresh = set(Customer.objects.filter(merged_into__in=fresh).values_list("pk", flat=True)) - found
        found = found | fresh
    return found


@transaction.atomic
def undo_merge(merge: CustomerMerge, *, by=None) -> Customer:
    """Give everything that moved back to the customer that was merged; returns them. Twice changes nothing."""
    merge = CustomerMerge.objects.select_for_update().get(pk=merge.pk)
    kept, gone = _locked(merge.kept, merge.gone)
    if merge.undone_at:
        return gone
    if kept.merged_into_id:
        raise Refused(_("The customer that stayed was merged later. Take that merge back first."))
    Identity.objects.filter(pk__in=merge.moved["identities"], customer=kept).update(customer=gone)
    _move_proofs(kept, gone, only=merge.moved.get("proofs", []))
    followed = {
        key: move_pointers(field, kept, gone, only=merge.moved.get(key, []))
        for key, field in pointers().items()
    }
    for key, ids in merge.moved.get("gave_way", {}).items():
        stand_again(pointers()[key], gone, ids)
    for name, value in merge.moved.get("filled", {}).items():
        if getattr(kept, name) == value:
            setattr(kept, name, "")
    for name, (before, after) in merge.moved.get("replaced", {}).items():
        if getattr(kept, name) == after:
            setattr(kept, name, before)
    kept.save()
    gone.merged_into = None
    gone.save(update_fields=["merged_into"])
    merge.undone_at = timezone.now()
    merge.save(update_fields=["undone_at"])
    for witness in WITNESSES:
        witness(kept, gone, followed, by=by, reason=UNDONE)
    return gone


def _locked(kept: Customer, gone: Customer) -> tuple[Customer, Customer]:
    """Both, held until the transaction ends, but for their keys: a message holds the ticket that we are about to move,
    and points at its customer when it commits; each would wait for the other."""
    held = Customer.objects.select_for_update(no_key=True).filter(pk__in=[kept.pk, gone.pk])
    rows = {row.pk: row for row in held.order_by("pk")}
    return rows[kept.pk], rows[gone.pk]


def _move_proofs(giver: Customer, taker: Customer, *, only: list[list[str]] | None = None) -> list[list[str]]:
    """Where both claim a value and `giver` has proved it, the proof passes to the claim of `taker`.

    Returns which (kind, value); `only` limits it to those. The two rows stay, so that it can pass back.
    """
    proofs = {
        (proof.kind, proof.value): proof for proof in giver.identities.filter(verified_at__isnull=False)
    }
    passed = []
    for claim in taker.identities.filter(verified_at=None):
        proof = proofs.get((claim.kind, claim.value))
        if proof is None or (only is not None and [claim.kind, claim.value] not in only):
            continue
        before = (proof.verified_at, proof.source)
        proof.verified_at, proof.source = None, claim.source
        proof.save(update_fields=["verified_at", "source"])  # first: a value has one verified owner at a time
        claim.verified_at, claim.source = before
        claim.save(update_fields=["verified_at", "source"])
        passed.append([claim.kind, claim.value])
    return passed


def _move_identities(kept: Customer, gone: Customer) -> list[int]:
    """Move what `kept` does not claim itself; returns their ids."""
    own = {(identity.kind, identity.value): identity for identity in kept.identities.all()}
    moved = []
    for identity in gone.identities.all():
        mine = own.get((identity.kind, identity.value))
        if mine is None:
            identity.customer = kept
            identity.save(update_fields=["customer"])
            moved.append(identity.pk)
    return moved


def _fill(kept: Customer, gone: Customer) -> dict[str, str]:
    filled = {name: getattr(gone, name) for name in KNOWN if getattr(gone, name) and not getattr(kept, name)}
    for name, value in filled.items():
        setattr(kept, name, value)
    kept.save()
    return filled


def _replace(kept: Customer, gone: Customer, prefer: Collection[str]) -> dict[str, list[str]]:
    """Take over what both know and `gone` knows better; returns what stood before and what stands now."""
    replaced = {}
    for name in KNOWN:
        before, after = getattr(kept, name), getattr(gone, name)
        if name in prefer and after and after != before:
            replaced[name] = [before, after]
            setattr(kept, name, after)
    kept.save()
    return replaced


def pointers() -> dict[str, models.ForeignKey]:
    """What moves by being pointed at somebody else, by its name: "tickets.ticket.customer"."""
    found = pointers_at(Customer, but={Identity, CustomerMerge, Customer})
    return {f"{field.model._meta.label_lower}.{field.name}": field for field in found}
