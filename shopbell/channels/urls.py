"""The inboxes' settings pages, whatever their channel."""

from django.urls import URLPattern, URLResolver, path

from .views import brand, inbox

urlpatterns: list[URLPattern | URLResolver] = [
    path("logo/<str:key>/", brand.logo, name="logo"),
    path("desk/settings/shop/", brand.brand, name="settings-shop"),
    path("desk/settings/inboxes/", inbox.inboxes, name="settings-inboxes"),
    path("desk/settings/inboxes/new/<slug:channel>/", inbox.inbox_new, name="inbox-new"),
    path("desk/settings/inboxes/<int:inbox_id>/", inbox.inbox_edit, name="inbox-edit"),
]
