from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "shopbell.customers"

    def ready(self) -> None:
        from .consent import keep_withdrawals
        from .merge import WITNESSES

        WITNESSES.append(keep_withdrawals)
