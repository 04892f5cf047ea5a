"""Who a customer may be: somebody else's verified e-mail address or phone number that this one merely claims."""

from functools import reduce
from operator import or_

from django.db.models import Q

from .customer import Customer
from .identity import Identity, Kind


def likeness_of(customer: Customer) -> Customer | None:
    """The customer who has proved to own an address or number that `customer` only claims; None without one.

    A hint for an agent, who may merge the two: what somebody types into a form opens nobody's history.
    """
    claims = [
        Q(kind=identity.kind, value=identity.value)
        for identity in customer.identities.all()
        if not identity.is_verified and identity.kind in {Kind.EMAIL, Kind.PHONE}
    ]
    if not claims:
        return None
    owners = Identity.objects.filter(
        reduce(or_, claims), verified_at__isnull=False, customer__merged_into=None
    )
    owner = owners.exclude(customer=customer).select_related("customer").first()
    return owner.customer if owner else None
