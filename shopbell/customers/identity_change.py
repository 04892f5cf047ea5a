"""What agents do with identities: add one that they were told, confirm or doubt it, take it off and put it back.

An agent's word makes an identity verified like a followed link does, so it is asked for apart from adding: what
somebody merely says on the phone stays a claim. One that was taken off can be put back for a day, just as it was.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shopbell.core.errors import Refused
from shopbell.core.lock import hold_until_commit

from .customer import Customer, claim_identity
from .identity import Identity, Kind, normal

KEPT = timedelta(days=1)  # how long one that was taken off can be put back
BY_HAND = [Kind.EMAIL, Kind.PHONE, Kind.HANDLE]  # a browser is known by a secret, which nobody can type
SOURCE = "agent"


class RemovedIdentity(models.Model):
    """An identity that an agent took off, with all that is needed to put it back."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="removed_identities")
    kind = models.CharField(max_length=10, choices=Kind)
    value = models.CharField(max_length=320)
    source = models.CharField(max_length=40, blank=True)
    verified_at = models.DateTimeField(null=True)
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.value


def add_identity(customer: Customer, kind: str, value: str) -> Identity:
    """Note that `customer` says to be known by this too; the same again changes nothing.

    Raises Refused when `value` is no identity of this kind, or a kind that nobody can type.
    """
    if kind not in BY_HAND:
        raise Refused(_("Choose whether this is an e-mail address, a phone number or a handle."))
    value = normal(kind, value.removeprefix("@") if kind == Kind.HANDLE else value)[:320]
    if not value:
        raise Refused(_("Write the handle."))
    return claim_identity(customer, kind, value, source=SOURCE)


@transaction.atomic
def verify_identity(identity: Identity) -> None:
    """Confirm that the customer owns `identity`; twice changes nothing.

    Raises Refused when somebody else has proved to own it.
    """
    hold_until_commit(f"identity {identity.kind}:{identity.value}")
    owners = Identity.objects.filter(kind=identity.kind, value=identity.value, verified_at__isnull=False)
    owner = owners.select_related("customer").first()
    if owner and owner.pk != identity.pk:
        raise Refused(
            _("%(name)s has proved to own this. Merge the two if they are one person.")
            % {"name": owner.customer}
        )
    if owner is None:
        Identity.objects.filter(pk=identity.pk).update(verified_at=timezone.now(), source=SOURCE)


def doubt_identity(identity: Identity) -> None:
    """Hold `identity` for a claim again."""
    Identity.objects.filter(pk=identity.pk).update(verified_at=None)


@transaction.atomic
def remove_identity(identity: Identity, *, by) -> RemovedIdentity:
    """Take `identity` off its customer. Raises Refused when it is all that they are known by."""
    # two at once must not take off the last two; and the customer first, as whoever merges does
    Customer.objects.select_for_update().get(pk=identity.customer_id)
    rows = Identity.objects.select_for_update(of=("self",)).select_related("customer")
    if (known := rows.filter(pk=identity.pk).first()) is None:
        raise Refused(_("This was taken off already."))
    identity = known
    if not Identity.objects.filter(customer=identity.customer_id).exclude(pk=identity.pk).exists():
        raise Refused(_("This is all that the customer is known by. Add another first."))
    kept = RemovedIdentity.objects.create(
        customer=identity.customer,
        kind=identity.kind,
        value=identity.value,
        source=identity.source,
        verified_at=identity.verified_at,
        agent=by,
    )
    identity.delete()
    return kept


@transaction.atomic
def restore_identity(removed: RemovedIdentity) -> Identity:
    """Put `removed` back as it was: a claim where somebody else has proved it since. Twice changes nothing."""
    identity = claim_identity(
        removed.customer, removed.kind, removed.value, source=removed.source, verified_at=removed.verified_at
    )
    RemovedIdentity.objects.filter(pk=removed.pk).delete()
    return identity


def sweep_removed_identities(now: datetime) -> int:
    """Forget what was taken off longer ago than it can be put back; returns how many."""
    return RemovedIdentity.objects.filter(created_at__lt=now - KEPT).delete()[0]
