"""A customer: the person a shop serves. Somebody known only by a browser is a visitor."""

from datetime import datetime

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVector
from django.db import connection, models, transaction
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shopbell.accounts.permission import Permission
from shopbell.core.lock import hold_until_commit
from shopbell.core.prepared_insert import PreparedInsert
from shopbell.core.seen_name import made_seen

from .identity import WEAK_SOURCES, Identity, Kind, normal

# what is known of a customer besides how they are reached: written on their page, chosen between when two become one,
# and gone when they are erased
KNOWN = ("name", "language", "time_zone", "city", "country", "background", "preferences", "opportunity")


class CustomerQuerySet(models.QuerySet["Customer"]):
    def visible_to(self, agent):
        """Customers this agent may open; nobody without `customer:read`."""
        return self.standing() if agent.may(Permission.CUSTOMER_READ) else self.none()

    def standing(self):
        """Customers who are somebody: not merged into another, not erased."""
        return self.filter(merged_into=None, erased_at=None)

    def known_as(self, kind: Kind | str, value: str):
        """Customers with this identity: the verified owner first, then the oldest claim."""
        return (
            self.filter(identities__kind=kind, identities__value=value, merged_into=None)
            .annotate(claimed=models.F("identities__verified_at"))
            .order_by(models.F("claimed").asc(nulls_last=True), "id")
        )


class Customer(PreparedInsert):
    name = models.CharField(_("name"), max_length=300, blank=True)
    language = models.CharField(_("language"), max_length=12, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=60, blank=True)
    city = models.CharField(_("city"), max_length=120, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    background = models.TextField(_("background"), blank=True)
    preferences = models.TextField(
        _("preferences and needs"),
        blank=True,
        default="",
        db_default="",
        help_text=_("Sizes, tastes, how they like to be served."),
    )
    opportunity = models.TextField(
        _("opportunity"),
        blank=True,
        default="",
        db_default="",
        help_text=_("What they may buy next, and when."),
    )
    merged_into = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="merged")
    created_at = models.DateTimeField(default=timezone.now)
    erased_at = models.DateTimeField(null=True, editable=False, help_text="nobody any more: `erasure.py`")
    is_new = False  # made by this very call, so that there is nothing of theirs to look for; not kept

    objects = CustomerQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(OpClass("name", name="text_pattern_ops"), name="customer_by_beginning"),
            GinIndex(SearchVector("name", config="simple"), name="customer_by_words"),
            models.Index(Lower("name"), "id", name="customer_by_name", condition=~models.Q(name="")),
        ]

    def __str__(self) -> str:
        if self.erased_at:
            return _t("Erased customer")
        return self.name or self.address or "Visitor"

    @property
    def address(self) -> str:
        """The e-mail address to write to: verified before claimed, then oldest; empty if there is none."""
        emails = [identity for identity in self.identities.all() if identity.kind == Kind.EMAIL]
        emails.sort(key=lambda identity: (not identity.is_verified, identity.pk))
        return emails[0].value if emails else ""


def find_or_create_customer(kind: Kind | str, value: str, *, name: str = "", source: str = "") -> Customer:
    """The customer known by this identity, or a new one with it, unverified.

    Two processes that meet the same new identity make one customer. Raises Refused when `value` is
    no identity of this kind.
    """
    value, name = normal(kind, value), made_seen(name)
    customer = _known(kind, value) or _meet(kind, value, name=name, source=source)
    if name and not customer.name:
        customer.name = name[:300]
        customer.save(update_fields=["name"])
    return customer


@transaction.atomic
def find_or_create_claimant(kind: Kind | str, value: str, *, name: str = "", source: str) -> Customer:
    """Whoever claims this identity by a weak `source`, apart from its owner: one customer for all such claims."""
    value = normal(kind, value)
    hold_until_commit(f"identity {kind}:{value}")
    claims = Identity.objects.filter(
        kind=kind, value=value, source=source, verified_at=None, customer__in=Customer.objects.standing()
    )
    claim = claims.select_related("customer").order_by("pk").first()
    if claim:
        return claim.customer
    customer = Customer.objects.create(name=name[:300])
    Identity.objects.create(customer=customer, kind=kind, value=value, source=source)
    return customer


@transaction.atomic(savepoint=False)
def _meet(kind: Kind | str, value: str, *, name: str, source: str) -> Customer:
    """A new customer, unless another process was quicker; it has committed when we get the lock."""
    hold_until_commit(f"identity {kind}:{value}")
    customer = _known(kind, value)
    if customer is None:
        customer = Customer.objects.create(name=name[:300])
        customer.is_new = True
        Identity.objects.create(customer=customer, kind=kind, value=value, source=source)
    return customer


def _known(kind: Kind | str, value: str) -> Customer | None:
    """Who is meant by this identity: its verified owner, else the oldest claim that is worth something.

    Anybody may type any address before a chat, or write it into a forged mail. If that were an answer, the owner's
    later mails would belong to whoever did so first. Plain SQL, since every message that arrives asks, mostly to
    hear no.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.id from customers_identity i join customers_customer c on c.id = i.customer_id"
            " where i.kind = %s and i.value = %s and c.merged_into_id is null and c.erased_at is null"
            " and (i.verified_at is not null or i.kind = 'visitor' or i.source <> all(%s))"
            " order by i.verified_at nulls last, c.id limit 1",
            [str(kind), value, WEAK_SOURCES],
        )
        row = cursor.fetchone()
    return Customer.objects.get(pk=row[0]) if row else None


@transaction.atomic
def claim_identity(
    customer: Customer, kind: Kind | str, value: str, *, source: str, verified_at: datetime | None = None
) -> Identity:
    """Note that `customer` is known by this identity too; `verified_at` when they proved it.

    A verified identity that belongs to somebody else stays theirs: the claim is kept unverified.
    Raises Refused when `value` is no identity of this kind.
    """
    value = normal(kind, value)
    hold_until_commit(f"identity {kind}:{value}")
    identity, _ = Identity.objects.get_or_create(
        customer=customer, kind=kind, value=value, defaults={"source": source}
    )
    is_taken = (
        Identity.objects.filter(kind=kind, value=value, verified_at__isnull=False)
        .exclude(pk=identity.pk)
        .exists()
    )
    if verified_at and not identity.is_verified and not is_taken:
        identity.verified_at, identity.source = verified_at, source
        identity.save(update_fields=["verified_at", "source"])
    return identity
