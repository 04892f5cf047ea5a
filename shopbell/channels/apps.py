from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "shopbell.channels"

    def ready(self) -> None:
        from shopbell.tickets import macro, macro_text, merge, split, unsending

        from .brand import shop_words
        from .filter_fields import register_fields
        from .inbox import TicketInbox, keep_arrival
        from .waiting import waits_for_provider

        macro_text.NAMES["shop"] = {"name": "Lumen & Co"}
        macro.SOURCES["shop"] = shop_words
        merge.MOVES.append(TicketInbox)
        unsending.WAITING.append(waits_for_provider)
        split.WITNESSES.append(keep_arrival)
        register_fields()
