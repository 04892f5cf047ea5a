from django.urls import URLPattern, URLResolver, path

from . import contact_settings, equal_settings, views
from .goal_settings import GOALS
from .settings_tables import HOURS

urlpatterns: list[URLPattern | URLResolver] = [
    *HOURS,
    *GOALS,
    path("desk/settings/first-contact/", contact_settings.first_contact, name="settings-first-contact"),
    path("desk/settings/equal-treatment/", equal_settings.equal_treatment, name="settings-equal-treatment"),
    path("desk/tickets/<int:ticket_id>/promise/", views.promise, name="ticket-promise"),
]
