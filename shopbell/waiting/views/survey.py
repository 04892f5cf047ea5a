"""POST /chat/<key>/survey: the answers to the shop's questions, by their numbers; none to pass over them."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from shopbell.channels.chat.protocol import body_of, chat_in, protocol
from shopbell.channels.chat.start import turned_away
from shopbell.channels.inbox import Inbox
from shopbell.core.errors import Refused
from shopbell.core.rate import count_use
from shopbell.customers.block import is_customer_blocked
from shopbell.customers.customer import Customer
from shopbell.tickets.ticket import Ticket

from ..survey import answer_survey


@protocol("POST")
def survey(request: HttpRequest, inbox: Inbox) -> dict:
    body = body_of(request)
    session = chat_in(request, inbox, body.get("chat"))
    count_use(f"survey {session.visitor_id}", limit=20, seconds=600)
    if is_customer_blocked(session.customer_id):
        raise turned_away()
    answers = body.get("answers") or {}
    if not isinstance(answers, dict):
        raise Refused(_("This could not be read. Reload the page and try again."))
    kept = answer_survey(
        Ticket.objects.get(pk=session.ticket_id),
        inbox,
        answers,
        by=Customer.objects.get(pk=session.customer_id),
    )
    return {"said": _("Thank you. Whoever helps you reads it first.") if kept.answers else ""}
