from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "shopbell.api"

    def ready(self) -> None:
        from shopbell.shop.authority.approver import KEEPERS

        from .keeper import keeper_ids

        KEEPERS.append(keeper_ids)
