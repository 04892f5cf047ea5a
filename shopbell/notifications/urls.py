from django.urls import URLPattern, URLResolver, path

from .views import bell, choices, device, ledger, service_worker

PROFILE = "desk/profile/notifications"

urlpatterns: list[URLPattern | URLResolver] = [
    path("desk/service-worker.js", service_worker.service_worker, name="service-worker"),
    path("desk/notifications/", bell.notifications, name="notifications"),
    path("desk/notifications/bell/", bell.bell, name="bell"),
    path("desk/notifications/read/", bell.read, name="notifications-read"),
    path(f"{PROFILE}/", choices.choices, name="notification-choices"),
    path(f"{PROFILE}/ledger/", ledger.ledger, name="notification-ledger"),
    path(f"{PROFILE}/devices/", device.devices, name="push-devices"),
    path(f"{PROFILE}/devices/renewal/", device.renewal, name="push-device-renewal"),
    path(f"{PROFILE}/devices/<int:device_id>/test/", device.test, name="push-device-test"),
    path(f"{PROFILE}/devices/<int:device_id>/remove/", device.remove, name="push-device-remove"),
    path("desk/tickets/<int:ticket_id>/why/", ledger.why, name="ticket-why"),
]
