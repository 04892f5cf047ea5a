from django.urls import URLPattern, URLResolver, path

from .channel_plan_settings import CHANNEL_PLAN
from .settings_tables import ROUTING, SKILLS
from .views import assistant, capacity, why, work

urlpatterns: list[URLPattern | URLResolver] = [
    path("desk/profile/assistant/", assistant.assistant, name="own-assistant"),
    path("desk/settings/capacity/", capacity.capacity, name="settings-capacity"),
    path("desk/routing/offers/", work.offers, name="routing-offers"),
    path("desk/routing/offers/<int:offer_id>/accept/", work.accept, name="routing-accept"),
    path("desk/routing/offers/<int:offer_id>/decline/", work.decline, name="routing-decline"),
    path("desk/routing/next/", work.next_one, name="routing-next"),
    path("desk/tickets/<int:ticket_id>/routing/", why.why, name="ticket-routing"),
    *SKILLS,
    *ROUTING,
    *CHANNEL_PLAN,
]
