"""What the page after sending says: the ticket's number, and by when the answer comes."""

from typing import Any

from django.core.signing import BadSignature, Signer
from django.http import Http404
from django.utils.translation import gettext as _

from shopbell.tickets.ticket import Ticket

from ..expectation import promised, usual_reply
from ..inbox import Inbox

SIGNER = Signer(salt="shopbell.contact")


def signed_number(number: int) -> str:
    """For the address of the page; 0 for a machine, which gets the same page without a number."""
    return SIGNER.sign(str(number))


def thanks_for(signed: str, inbox: Inbox) -> dict[str, Any]:
    """For `form/_thanks.html`. Raises Http404."""
    try:
        number = int(SIGNER.unsign(signed))
    except (BadSignature, ValueError):
        raise Http404(_("There is no such page.")) from None
    ticket = Ticket.objects.filter(pk=number).select_related("customer").first()
    return {"number": number, "said": (promised(ticket) if ticket else "") or usual_reply(inbox)}
