from django.urls import URLPattern, URLResolver, path

from . import contact_settings, equal_settings, explained_views, views
from .goal_settings import GOALS
from .settings_tables import HOURS

urlpatterns: list[URLPattern | URLResolver] = [
    *HOURS,
    *GOALS,
    path("desk/settings/first-contact/", contact_settings.first_contact, name="settings-first-contact"),
    path("desk/settings/equal-treatment/", equal_settings.equal_treatment, name="settings-equal-treatment"),
    path(
        "desk/messages/<int:message_id>/explained-again/",
        explained_views.explained_again,
        name="message-explained-again",
    ),
    path("desk/tickets/<int:ticket_id>/promise/", views.promise, name="ticket-promise"),
]
