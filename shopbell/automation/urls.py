from django.urls import URLPattern, URLResolver, path

from .settings_tables import SCHEDULES, TRIGGERS
from .views import order, starter, trace
from .webhook_settings import WEBHOOKS

urlpatterns: list[URLPattern | URLResolver] = [
    *TRIGGERS,
    *SCHEDULES,
    *WEBHOOKS,
    path("desk/settings/triggers/<int:row_id>/order/", order.trigger_order, name="settings-triggers-order"),
    path(
        "desk/settings/schedules/<int:row_id>/order/", order.schedule_order, name="settings-schedules-order"
    ),
    path("desk/settings/triggers/starter/", starter.starter, name="settings-triggers-starter"),
    path("desk/tickets/<int:ticket_id>/rules/", trace.trace, name="ticket-rules"),
]
