"""The inboxes' settings pages, whatever their channel."""

from django.urls import URLPattern, URLResolver, path

from .views import inbox

urlpatterns: list[URLPattern | URLResolver] = [
    path("desk/settings/inboxes/", inbox.inboxes, name="settings-inboxes"),
    path("desk/settings/inboxes/new/<slug:channel>/", inbox.inbox_new, name="inbox-new"),
    path("desk/settings/inboxes/<int:inbox_id>/", inbox.inbox_edit, name="inbox-edit"),
]
