from django.urls import URLPattern, URLResolver, path

from . import views
from .goal_settings import GOALS
from .settings_tables import HOURS

urlpatterns: list[URLPattern | URLResolver] = [
    *HOURS,
    *GOALS,
    path("desk/tickets/<int:ticket_id>/promise/", views.promise, name="ticket-promise"),
]
