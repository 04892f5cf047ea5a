"""Writing first: /desk/new/ is the page where a message is begun that opens a ticket, and POST there sends it.

?customer=<id> and ?order=<id> say to whom, or about which order, it is to be. What was begun before stands there again.
"""

from django.db import transaction
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.channels.email.mime.address import Address
from shopbell.channels.email.sending.first_message import sending_inboxes, write_first
from shopbell.channels.email.views.addressees import MOST, People, answer_people, with_others
from shopbell.shop.order import Order
from shopbell.shop.ticket_order import link_order
from shopbell.tickets.beginning import Beginning
from shopbell.tickets.draft import DraftConflict, discard_first_draft
from shopbell.tickets.macro import Macro, render_macro
from shopbell.tickets.macro_action import preview
from shopbell.tickets.macro_text import without_code
from shopbell.tickets.views.composed import Composed, answer_sent
from shopbell.tickets.views.draft import answer_conflict, macros_json
from shopbell.tickets.views.reason import offered_reasons

from ..new_message import asked_of, begun_by, macro_words_for
from .composer import THEN


@agent_view(Permission.TICKET_REPLY)
@require_http_methods(["GET", "POST"])
def new_message(request: AgentRequest) -> HttpResponse:
    """POST what a reply has, with mail_to, mail_cc, mail_bcc, subject, inbox, reason, customer and order."""
    if request.method == "POST":
        return _send(request)
    asked = asked_of(request.GET, request.user)
    begun, is_other = begun_by(request.user, asked)
    context = {
        "agent": request.user, "begun": begun, "is_other": is_other, "asked": asked,
        "inboxes": list(sending_inboxes().order_by("name", "pk")), "stages": offered_reasons(),
        "may_update": request.user.may(Permission.TICKET_UPDATE), "place": request.get_full_path(),
    }  # fmt: skip
    return render(request, "console/new_message.html", context)


def _send(request: AgentRequest) -> HttpResponse:
    composed, beginning = Composed.of(request), Beginning.of(request.POST)
    then = THEN.get(request.POST.get("then", ""))
    if then:
        request.user.require(Permission.TICKET_UPDATE)
    try:
        with transaction.atomic():
            message = write_first(
                composed.text, by=request.user, addressees=composed.addressees, beginning=beginning,
                html=composed.html, client_id=composed.client_id, uploads=composed.uploads, then=then,
                draft_version=composed.draft_version, macro_ids=composed.macro_ids,
            )  # fmt: skip
            order = Order.objects.visible_to(request.user).filter(pk=beginning.order).first()
            if order and request.user.may(Permission.TICKET_UPDATE):
                link_order(message.ticket, order, by=request.user)
    except DraftConflict as conflict:
        return answer_conflict(conflict)
    return answer_sent(request, message, is_first=True)


@agent_view(Permission.TICKET_REPLY)
@require_POST
def fresh(request: AgentRequest) -> HttpResponse:
    """POST throws away what was begun, and goes on to a message to whom ?customer= or ?order= says."""
    discard_first_draft(by=request.user)
    asked = request.GET.urlencode()
    return redirect(f"{reverse('new-message')}?{asked}" if asked else "new-message")


@agent_view(Permission.TICKET_REPLY)
@require_GET
def people(request: AgentRequest) -> HttpResponse:
    """GET ?q=: customers by name, address or the number of an order; partners and colleagues."""
    begun = " ".join(request.GET.get("q", "").split())[:100]
    return answer_people(with_others(_buyers(begun, request), begun, request.user))


def _buyers(number: str, request: AgentRequest) -> People:
    """Whose orders have this `number`."""
    if not any(character.isdigit() for character in number) or not request.user.may(Permission.CUSTOMER_READ):
        return {}
    orders = Order.objects.visible_to(request.user).numbered(number).select_related("customer")[:MOST]
    found = [(order.customer, order) for order in orders if order.customer and order.customer.address]
    return {
        customer.address: (
            Address(customer.name, customer.address),
            _("order %(number)s") % {"number": order},
        )
        for customer, order in found
    }


@agent_view(Permission.TICKET_REPLY)
@require_GET
def macros(request: AgentRequest) -> HttpResponse:
    """GET with mail_to and subject as they stand: the menu."""
    usable = Macro.objects.usable_by(request.user).ranked_for(request.user, timezone.now())
    _words, language = macro_words_for(request.GET, request.user)
    shown = [
        (each, without_code(each.text_in(language)), preview(each.actions, request.user)) for each in usable
    ]
    context = {"ticket": None, "macros": shown, "asked": request.GET.urlencode()}
    return render(request, "console/_macros.html", context)


@agent_view(Permission.TICKET_REPLY)
@require_GET
def macro(request: AgentRequest, macro_id: int) -> HttpResponse:
    """GET with mail_to, subject and order: its words for them, with what it will do."""
    chosen = get_object_or_404(Macro.objects.usable_by(request.user), pk=macro_id)
    words, language = macro_words_for(request.GET, request.user)
    text = render_macro(chosen, words, language)
    return JsonResponse({"text": text, "macro": macros_json([chosen.pk], request.user)[0]})
