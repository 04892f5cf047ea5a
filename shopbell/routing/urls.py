from django.urls import URLPattern, URLResolver, path

from .settings_tables import ROUTING, SKILLS
from .views import capacity

urlpatterns: list[URLPattern | URLResolver] = [
    path("desk/settings/capacity/", capacity.capacity, name="settings-capacity"),
    *SKILLS,
    *ROUTING,
]
