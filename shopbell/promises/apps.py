from django.apps import AppConfig


class PromisesConfig(AppConfig):
    name = "shopbell.promises"

    def ready(self) -> None:
        from shopbell.channels.opening import say_openings
        from shopbell.core.jinja import EXTRAS

        from .jinja import install
        from .opening import opening_of

        say_openings(opening_of)
        EXTRAS.append(install)
