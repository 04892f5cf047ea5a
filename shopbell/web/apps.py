from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "shopbell.web"

    def ready(self) -> None:
        from shopbell.core.jinja import EXTRAS

        from .console import jinja as console
        from .jinja import install

        EXTRAS.extend([install, console.install])
