"""Who a customer may be: somebody else's verified e-mail address or phone number that this one merely claims."""

from .customer import Customer
from .identity import Identity, Kind


def likeness_of(customer: Customer) -> Customer | None:
    """The customer who has proved to own an address or number that `customer` only claims; None without one.

    A hint for an agent, who may merge the two: what somebody types into a form opens nobody's history.
    """
    claims = [
        (identity.kind, identity.value)
        for identity in customer.identities.all()
        if not identity.is_verified and identity.kind in {Kind.EMAIL, Kind.PHONE}
    ]
    for kind, value in claims:
        owner = (
            Identity.objects.select_related("customer")
            .filter(kind=kind, value=value, verified_at__isnull=False, customer__merged_into=None)
            .exclude(customer=customer)
            .first()
        )
        if owner:
            return owner.customer
    return None
