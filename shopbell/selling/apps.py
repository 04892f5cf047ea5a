from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SellingConfig(AppConfig):
    name = "shopbell.selling"

    def ready(self) -> None:
        from shopbell.channels.chat import bubble
        from shopbell.core.jinja import EXTRAS
        from shopbell.customers import erasure
        from shopbell.shop import acting, panel
        from shopbell.tickets.rule import RULES, SENTENCES

        from .answering import RULE
        from .erasing import PART
        from .jinja import install
        from .shown import more_of

        RULES[RULE] = _("Cards in the chat")
        SENTENCES["agreed_not_done"] = _("The customer agreed to “%(what)s”, but it was not done: %(why)s")
        bubble.MORE.append(more_of)
        acting.BESIDE.append("selling/_ask.html")
        panel.ORDER_TOOLS.append("selling/_send_order.html")
        erasure.PARTS.insert(0, PART)  # while the orders still say whose they were
        EXTRAS.append(install)
