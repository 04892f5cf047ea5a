from django.apps import AppConfig


class ShopConfig(AppConfig):
    name = "shopbell.shop"

    def ready(self) -> None:
        from shopbell.core.jinja import EXTRAS
        from shopbell.customers import erasure, merge_preview
        from shopbell.customers.known import ACQUAINTANCES
        from shopbell.tickets import (
            bulk,
            complexity_factor,
            duplicate,
            export,
            macro_text,
            merge,
            reason,
            split,
            stage,
            status,
        )

        from . import panel
        from .actions.backend import FINDERS
        from .actions.gate import ASKED, DECIDED, GATES, NOTED
        from .actions.run import ActionRun
        from .authority.approval import ask_approval
        from .authority.gate import authority_gate
        from .complexity import FACTORS
        from .connectors.perform import find_shop_system
        from .customer_erasure import PART
        from .customer_fields import register_customer_fields
        from .detect import link_split_orders
        from .exceptions.budget import budget_gate, draw
        from .exceptions.exception import note_exception
        from .filter_fields import register_fields
        from .jinja import install
        from .macro_step import register_macro_step
        from .matter.clue import Clue
        from .matter.export import concerned
        from .matter.many import ask_matter_of_many
        from .matter.policy import ask_matter, require_matter
        from .matter.stage import GUESS
        from .matter.ticket_product import TicketProduct, link_split_products
        from .order import has_ordered
        from .order_words import EXAMPLE
        from .policies.history import describe_policies
        from .procedures.export import followed
        from .procedures.progress import Progress
        from .purchases import count_words
        from .ticket_order import TicketOrder, same_order

        complexity_factor.FACTORS += FACTORS
        GATES.extend([authority_gate, budget_gate])
        NOTED.append(note_exception)
        DECIDED.append(draw)
        ASKED.append(ask_approval)
        macro_text.NAMES["order"] = EXAMPLE
        ACQUAINTANCES.append(has_ordered)
        FINDERS.append(find_shop_system)
        panel.ORDER_TOOLS.append("shop/connections/_order_link.html")
        register_fields()
        register_customer_fields()
        register_macro_step()
        describe_policies()
        merge_preview.COUNTED["shop.order.customer"] = count_words
        erasure.PARTS.append(PART)
        EXTRAS.append(install)
        merge.MOVES += [TicketOrder, TicketProduct, Progress, ActionRun]
        split.WITNESSES.append(link_split_orders)
        split.WITNESSES.append(link_split_products)
        duplicate.SIGNS.append(same_order)
        stage.GUESSES.append(GUESS)
        reason.CLUES.update({clue.value: clue.label for clue in Clue})
        status.BEFORE_SOLVING.append(require_matter)
        status.AFTER_SOLVING.append(ask_matter)
        bulk.ASKS_AFTER.append(ask_matter_of_many)
        export.MORE += [concerned, followed]
