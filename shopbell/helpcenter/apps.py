from django.apps import AppConfig


class HelpCentreConfig(AppConfig):
    name = "shopbell.helpcenter"
