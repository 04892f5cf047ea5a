from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "shopbell.api"

    def ready(self) -> None:
        from shopbell.shop.authority.approver import KEEPERS

        from .token import maker_ids

        KEEPERS.append(maker_ids)
