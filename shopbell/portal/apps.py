from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "shopbell.portal"

    def ready(self) -> None:
        from shopbell.channels.form.known import WRITERS
        from shopbell.customers.erasure import PARTS

        from .erasing import PART
        from .writer import writer

        PARTS.append(PART)
        WRITERS.append(writer)
