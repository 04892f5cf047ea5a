from django.apps import AppConfig


class ShopConfig(AppConfig):
    name = "shopbell.shop"

    def ready(self) -> None:
        from shopbell.core.jinja import EXTRAS
        from shopbell.tickets import duplicate, merge, split

        from .detect import link_split_orders
        from .filter_fields import register_fields
        from .jinja import install
        from .ticket_order import TicketOrder, same_order

        register_fields()
        EXTRAS.append(install)
        merge.MOVES.append(TicketOrder)
        split.WITNESSES.append(link_split_orders)
        duplicate.SIGNS.append(same_order)
