"""Raw mails and the quarantine."""

from django.urls import URLPattern, URLResolver, path

from .views import quarantine, raw

urlpatterns: list[URLPattern | URLResolver] = [
    path("mail/<int:message_id>/raw", raw.raw, name="mail-raw"),
    path("desk/settings/quarantine/", quarantine.quarantine, name="settings-quarantine"),
    path("desk/settings/quarantine/<int:raw_id>/replay/", quarantine.replay, name="quarantine-replay"),
    path("desk/settings/quarantine/<int:raw_id>/raw", quarantine.quarantine_raw, name="quarantine-raw"),
]
