from django.apps import AppConfig


class HelpCentreConfig(AppConfig):
    name = "shopbell.helpcenter"

    def ready(self) -> None:
        from shopbell.channels.while_waiting import ANSWERS

        from .meanwhile import articles_while_waiting

        ANSWERS["articles"] = articles_while_waiting
