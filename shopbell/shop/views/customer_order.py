"""GET /desk/customers/<id>/orders/: everything a customer has bought, fifty a page."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import agent_view
from shopbell.customers.customer import Customer

from ..carriers.pace import Paces
from ..carriers.page import CarrierPages
from ..order import Order
from ..panel import shown, whole

PAGE = 50


@agent_view(Permission.ORDER_READ)
@require_safe
def customer_orders(request: HttpRequest, customer_id: int) -> HttpResponse:
    customer = get_object_or_404(Customer.objects.visible_to(request.user), pk=customer_id)
    orders = whole(Order.objects.visible_to(request.user).filter(customer=customer))
    page = Paginator(orders, PAGE).get_page(request.GET.get("page"))
    now, paces, pages = timezone.now(), Paces(), CarrierPages()
    context = {
        "customer": customer,
        "page": page,
        "shown_orders": [shown(order, now, paces=paces, pages=pages) for order in page.object_list],
    }
    return render(request, "shop/orders.html", context)
