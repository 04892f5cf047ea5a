"""GET /desk/tickets/<id>/products/: the products of the shop beside a ticket; with `q` those that have its words."""

import uuid

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.shop.product_search import find_products
from shopbell.tickets.views.head import find_ticket

from ..face import address_of, price_range, product_face, words_of

MOST = 20


@agent_view(Permission.TICKET_NOTE)
@require_GET
def products(request: AgentRequest, ticket_id: int) -> HttpResponse:
    ticket = find_ticket(request, ticket_id)
    text = request.GET.get("q", "")[:200]
    found = find_products(text, MOST + 1)
    context = {
        "ticket": ticket,
        "agent": request.user,
        "text": text,
        "shown": [
            {
                "product": product,
                "price": price_range(product.variants.all()),
                "page": address_of(product.page),
                "words": words_of(product_face(product)),
                "client_id": uuid.uuid4(),
            }
            for product in found[:MOST]
        ],
        "has_more": len(found) > MOST,
        "is_chat": ticket.channel == "chat" and request.user.may(Permission.TICKET_REPLY),
    }
    if request.headers.get("HX-Target") == "product-list":
        return render(request, "selling/_products.html", context)
    dialog = "selling/products.html"
    template = dialog if request.headers.get("HX-Request") else "tickets/dialogs/page.html"
    return render(request, template, {"dialog": dialog, **context})
