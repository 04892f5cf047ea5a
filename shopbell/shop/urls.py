from django.urls import URLPattern, URLResolver, path

from .carriers.settings_table import CARRIERS
from .views.carrier import hook, read_again, try_carrier
from .views.customer_order import customer_orders
from .views.order_action import act, preview, undo
from .views.ticket_order import orders, unlink

urlpatterns: list[URLPattern | URLResolver] = [
    path("desk/tickets/<int:ticket_id>/orders/", orders, name="ticket-orders"),
    path("desk/tickets/<int:ticket_id>/orders/<int:order_id>/unlink/", unlink, name="ticket-order-unlink"),
    path("desk/tickets/<int:ticket_id>/actions/<slug:action>/", act, name="ticket-action"),
    path(
        "desk/tickets/<int:ticket_id>/actions/<slug:action>/preview/", preview, name="ticket-action-preview"
    ),
    path("desk/tickets/<int:ticket_id>/runs/<int:action_run_id>/undo/", undo, name="ticket-run-undo"),
    path("desk/customers/<int:customer_id>/orders/", customer_orders, name="customer-orders"),
    *CARRIERS,
    path("desk/settings/carriers/<int:account_id>/try/", try_carrier, name="carrier-try"),
    path("desk/settings/carriers/calls/<int:call_id>/again/", read_again, name="carrier-call-again"),
    path("hooks/carriers/<slug:hook_key>/", hook, name="carrier-hook"),
]
