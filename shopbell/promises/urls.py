from django.urls import URLPattern, URLResolver

from .settings_tables import HOURS

urlpatterns: list[URLPattern | URLResolver] = [*HOURS]
