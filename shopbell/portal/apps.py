from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "shopbell.portal"

    def ready(self) -> None:
        from shopbell.customers.erasure import PARTS

        from .erasing import PART

        PARTS.append(PART)
