"""What an agent should know before writing to an address: that nobody reads it, or that very many do."""

from django.utils.translation import gettext as _

from shopbell.tickets.ticket import Ticket

from ..email_message import EmailMessage
from ..joining.mailing_list import list_address
from ..joining.no_reply import is_unread


def answer_warning(ticket: Ticket, address: str, *, may_be_list: bool = True) -> str:
    """A sentence for the agent who is about to answer `ticket` by mail to `address`; mostly empty.

    Where no program wrote any mail of the ticket (not `may_be_list`) nothing is asked.
    """
    if is_unread(address):
        return _(
            "Nobody reads mail at %(address)s: it only sends. Look for another way to reach whoever is behind it."
        ) % {"address": address}
    if not may_be_list:
        return ""
    automatic = EmailMessage.objects.filter(message__ticket=ticket, is_automatic=True).select_related("raw")
    latest = automatic.order_by("-pk").first()
    if latest and latest.answer_address == address and list_address(latest.raw.raw) == address:
        return _("%(address)s is a mailing list: everybody on it will read the answer.") % {
            "address": address
        }
    return ""
