from django.urls import URLPattern, URLResolver

from .goal_settings import GOALS
from .settings_tables import HOURS

urlpatterns: list[URLPattern | URLResolver] = [*HOURS, *GOALS]
