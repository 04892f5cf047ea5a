"""Whom a mail to somebody else than the customer goes to, in which of its lines: To, Cc or Bcc."""

from django.utils.translation import gettext as _t

from shopbell.channels.delivery import Role
from shopbell.core.errors import Refused
from shopbell.core.storable import storable
from shopbell.tickets.ticket import Ticket

from .joining.party import is_customer, is_own
from .mime.address import addresses

MOST_RECIPIENTS = 10
Roles = dict[str, Role]  # by address


def checked_roles(ticket: Ticket, *, to: str, cc: str = "", bcc: str = "") -> Roles:
    """Everybody whom the lines name, apart by commas, once: in To before Cc, in Cc before Bcc.

    Raises Refused when nobody stands in To, and for what cannot be written to.
    """
    roles: Roles = {}
    for role, line in ((Role.TO, to), (Role.CC, cc), (Role.BCC, bcc)):
        for address in _addresses(line, is_needed=role == Role.TO):
            roles.setdefault(address, role)
    if len(roles) > MOST_RECIPIENTS:
        raise Refused(_t("Up to %(count)s recipients, please.") % {"count": MOST_RECIPIENTS})
    for address in roles:
        if is_own(address):
            raise Refused(
                _t("%(address)s is an address of this desk. Write a note instead.") % {"address": address}
            )
        if is_customer(ticket, address):
            raise Refused(
                _t("%(address)s is the customer. Answer in the ticket instead.") % {"address": address}
            )
    return roles


def _addresses(line: str, *, is_needed: bool) -> list[str]:
    given = [part for part in storable(line).replace(";", ",").replace("\n", ",").split(",") if part.strip()]
    found = [each.address for each in addresses(given)]
    if (is_needed and not found) or len(found) < len({part.strip().lower() for part in given}):
        raise Refused(_t("Write the addresses like name@example.com, with a comma between them."))
    return found


def of_role(roles: Roles, role: Role) -> list[str]:
    return [address for address, each in roles.items() if each == role]


def told_of(roles: Roles) -> dict[str, str]:
    """For the event of such a mail: whom it went to, by the lines that name somebody."""
    lines = {role.value: ", ".join(of_role(roles, role)) for role in Role}
    return {name: line for name, line in lines.items() if line}
