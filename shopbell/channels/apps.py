from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "shopbell.channels"

    def ready(self) -> None:
        from shopbell.tickets import merge, split, unsending

        from .filter_fields import register_fields
        from .inbox import TicketInbox, keep_arrival
        from .waiting import waits_for_provider

        merge.MOVES.append(TicketInbox)
        unsending.WAITING.append(waits_for_provider)
        split.WITNESSES.append(keep_arrival)
        register_fields()
