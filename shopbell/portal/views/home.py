"""/portal/: where a shopper begins."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from ..door import ShopperRequest, shopper_view
from ..frame import framed
from ..own_action import orders_of
from ..question import state_of, tickets_of

NEWEST = 5


@require_safe
@shopper_view
def home(request: ShopperRequest) -> HttpResponse:
    context = {
        "customer": request.customer,
        "orders": orders_of(request.customer)[:NEWEST],
        "tickets": tickets_of(request.customer)[:NEWEST],
        "state_of": state_of,
    }
    return framed(request, "portal/home.html", context)
