from django.apps import AppConfig


class ShopConfig(AppConfig):
    name = "shopbell.shop"

    def ready(self) -> None:
        from shopbell.core.jinja import EXTRAS

        from .jinja import install

        EXTRAS.append(install)
