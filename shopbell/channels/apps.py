from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "shopbell.channels"

    def ready(self) -> None:
        from shopbell.tickets import merge, split

        from .filter_fields import register_fields
        from .inbox import TicketInbox, keep_arrival

        merge.MOVES.append(TicketInbox)
        split.WITNESSES.append(keep_arrival)
        register_fields()
