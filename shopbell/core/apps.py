from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "shopbell.core"

    def ready(self) -> None:
        from . import among  # noqa: F401  registers its lookup
        from .seen_name import guard_names

        guard_names()
