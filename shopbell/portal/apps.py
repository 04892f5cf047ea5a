from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "shopbell.portal"

    def ready(self) -> None:
        from shopbell.channels.form.known import WRITERS
        from shopbell.channels.own_ways import OWN_WAYS
        from shopbell.customers.erasure import PARTS

        from .erasing import PART
        from .own_way import portal_way
        from .writer import writer

        PARTS.append(PART)
        WRITERS.append(writer)
        OWN_WAYS.append(portal_way)
