"""The configuration as a file, and the guide of an empty desk."""

from django.urls import URLPattern, URLResolver, path

from .views import configuration, guide

urlpatterns: list[URLPattern | URLResolver] = [
    path("desk/settings/configuration/", configuration.configuration, name="settings-configuration"),
    path("desk/settings/configuration/file", configuration.file, name="configuration-file"),
    path("desk/start/", guide.guide, name="guide"),
    path("desk/start/finish/", guide.finish, name="guide-finish"),
    path("desk/start/talk/progress/", guide.talk, name="guide-talk"),
    path("desk/start/<slug:name>/", guide.step, name="guide-step"),
]
