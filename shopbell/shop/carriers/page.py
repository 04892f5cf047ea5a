"""Where a parcel is followed: the carrier's own page, as the carrier's settings say, for agents and shoppers alike.

Nothing of a parcel is put into an address but its number, quoted; the address itself is https and written by whoever
keeps the settings.
"""

from functools import cached_property

from ..shipment import Shipment
from .account import CarrierAccount, named_in
from .page_address import filled


class CarrierPages:
    """Whoever shows many parcels hands this down, so that the carriers are read once, and never where no parcel has a
    number."""

    def of(self, shipment: Shipment | None) -> str:
        """The page of this parcel; empty when it has no number, or nobody has said where its carrier shows it."""
        if shipment is None:
            return ""
        return self.at(shipment.carrier, shipment.tracking_number)

    def at(self, carrier: str, number: str) -> str:
        if not number:
            return ""
        named = named_in(self._accounts)
        pages = (each.page for each in self._accounts if each.page and each.serves(carrier, named))
        return filled(next(pages, ""), number)

    @cached_property
    def _accounts(self) -> list[CarrierAccount]:
        """Also those without a page: a carrier that one of them names is not one of "all others"."""
        return list(CarrierAccount.objects.filter(is_active=True).order_by("pk"))
