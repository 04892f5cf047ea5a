from django.urls import URLPattern, URLResolver, path

from . import contact_settings, equal_settings, explained_views, goal_void_views, opening_views, views
from .goal_settings import GOALS
from .settings_tables import HOURS

urlpatterns: list[URLPattern | URLResolver] = [
    path("opening/phone/", opening_views.opening_phone, name="opening-phone"),
    path("opening/<str:key>/", opening_views.opening, name="opening"),
    *HOURS,
    *GOALS,
    path("desk/settings/goals/versions/", goal_void_views.versions, name="settings-goals-versions"),
    path(
        "desk/settings/goals/versions/<int:goal_version_id>/",
        goal_void_views.void,
        name="settings-goals-void",
    ),
    path(
        "desk/settings/goals/versions/<int:goal_version_id>/restore/",
        goal_void_views.restore,
        name="settings-goals-restore",
    ),
    path("desk/settings/first-contact/", contact_settings.first_contact, name="settings-first-contact"),
    path("desk/settings/equal-treatment/", equal_settings.equal_treatment, name="settings-equal-treatment"),
    path(
        "desk/messages/<int:message_id>/explained-again/",
        explained_views.explained_again,
        name="message-explained-again",
    ),
    path("desk/tickets/<int:ticket_id>/promise/", views.promise, name="ticket-promise"),
]
