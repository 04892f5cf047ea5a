from django.urls import URLPattern, URLResolver

from .settings_tables import SEGMENTS

urlpatterns: list[URLPattern | URLResolver] = [*SEGMENTS]
