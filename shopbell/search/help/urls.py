from django.urls import URLPattern, path

from shopbell.search.meaning.settings_table import MEANING

from . import views
from .desk import search_wish, searches
from .settings_table import SYNONYMS

LANGUAGE = "help/<str:language>"
urlpatterns: list[URLPattern] = [
    path("help/search/opened/", views.opened, name="help-search-opened"),
    path(f"{LANGUAGE}/search/", views.search, name="help-search"),
    path(f"{LANGUAGE}/suggestions/", views.suggestions, name="help-suggestions"),
    path("desk/help/searches/", searches, name="help-desk-searches"),
    path("desk/help/searches/<slug:key>/", search_wish, name="help-desk-search-wish"),
    *SYNONYMS,
    *MEANING,
]
