from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "shopbell.search"

    def ready(self) -> None:
        from shopbell.customers.erasure import PARTS
        from shopbell.tickets.deletion import ERASE_WITNESSES

        from .erasing import PART, forget_messages

        ERASE_WITNESSES.append(forget_messages)
        PARTS.insert(0, PART)  # while the orders still lead to the customer
