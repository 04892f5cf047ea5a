from django.urls import URLPattern, URLResolver, path

from .views.customer_order import customer_orders
from .views.ticket_order import orders, unlink

urlpatterns: list[URLPattern | URLResolver] = [
    path("desk/tickets/<int:ticket_id>/orders/", orders, name="ticket-orders"),
    path("desk/tickets/<int:ticket_id>/orders/<int:order_id>/unlink/", unlink, name="ticket-order-unlink"),
    path("desk/customers/<int:customer_id>/orders/", customer_orders, name="customer-orders"),
]
