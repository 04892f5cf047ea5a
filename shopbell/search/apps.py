from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "shopbell.search"
