from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "shopbell.portal"

    def ready(self) -> None:
        from shopbell.channels.form.given_order import LOOK_UPS
        from shopbell.channels.form.known import WRITERS
        from shopbell.channels.own_ways import OWN_WAYS
        from shopbell.channels.registry import Channel, register
        from shopbell.customers.erasure import PARTS

        from .erasing import PART
        from .given_order import look_up
        from .own_action import CHANNEL
        from .own_way import portal_way
        from .writer import writer

        PARTS.append(PART)
        WRITERS.append(writer)
        LOOK_UPS.append(look_up)
        OWN_WAYS.append(portal_way)
        label: Any = _("Customer portal")
        register(Channel(kind=CHANNEL, label=label, icon="user-round", answered_by="email"))
