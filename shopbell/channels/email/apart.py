"""Who is written to on a side of their own: a third party of a ticket, such as a marketplace's seller.

Nothing of what the customer and the desk write to each other goes to them, and nothing of theirs to the customer,
unless an agent writes it anew. The floors above say in `APART` whom that concerns.
"""

from collections.abc import Callable, Collection

from django.utils.translation import gettext as _

from shopbell.core.errors import Refused
from shopbell.tickets.ticket import Ticket

# called with a ticket and addresses in lower case; returns those of third parties of it
APART: list[Callable[[Ticket, Collection[str]], Collection[str]]] = []


def refuse_apart(ticket: Ticket, addresses: Collection[str]) -> None:
    """Raise Refused when one of the `addresses` has a side of their own in `ticket`."""
    for apart in APART:
        for address in apart(ticket, [each.lower() for each in addresses]):
            raise Refused(
                _("%(address)s is the seller, who has a side of their own. Write to them there.")
                % {"address": address}
            )
