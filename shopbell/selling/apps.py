from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SellingConfig(AppConfig):
    name = "shopbell.selling"

    def ready(self) -> None:
        from shopbell.channels.chat import bubble
        from shopbell.channels.email.apart import APART
        from shopbell.channels.form.known import PRODUCTS
        from shopbell.core.jinja import EXTRAS
        from shopbell.customers import erasure
        from shopbell.shop import acting, panel, product
        from shopbell.shop.actions import to_tell
        from shopbell.shop.product_search import names_for_shoppers
        from shopbell.tickets import merge
        from shopbell.tickets.rule import RULES, SENTENCES

        from .answering import RULE
        from .erasing import PART
        from .jinja import install
        from .label import label_address
        from .parties import keep_sides_apart, sellers_apart
        from .picture import address_here
        from .shown import more_of

        RULES[RULE] = _("Cards in the chat")
        SENTENCES["agreed_not_done"] = _("The customer agreed to “%(what)s”, but it was not done: %(why)s")
        SENTENCES["agreed_not_told"] = _(
            "“%(what)s” was done as the customer agreed, but they could not be told: %(why)s"
        )
        bubble.MORE.append(more_of)
        acting.BESIDE.append("selling/_ask.html")
        panel.ORDER_TOOLS += ["selling/_seller.html", "selling/_send_order.html"]
        APART.append(sellers_apart)
        PRODUCTS.append(names_for_shoppers)
        product.PICTURES_HERE.append(address_here)
        to_tell.LABEL_PAGES.append(label_address)
        merge.WITNESSES.append(keep_sides_apart)
        erasure.PARTS.insert(0, PART)  # while the orders still say whose they were
        EXTRAS.append(install)
