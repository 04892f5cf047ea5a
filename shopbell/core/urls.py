from django.urls import path

from . import health, unsubscribe

urlpatterns = [
    path("health", health.health, name="health"),
    path("unsubscribe/<str:signed>/", unsubscribe.unsubscribe, name="unsubscribe"),
    path("metrics", health.metrics, name="metrics"),
]
