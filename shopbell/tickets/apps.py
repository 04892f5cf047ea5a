from django.apps import AppConfig


class TicketsConfig(AppConfig):
    name = "shopbell.tickets"

    def ready(self) -> None:
        from shopbell.customers import merge

        from .customer_change import record_move

        merge.WITNESSES.append(record_move)
