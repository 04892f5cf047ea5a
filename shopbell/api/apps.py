from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "shopbell.api"

    def ready(self) -> None:
        from shopbell.automation.webhook_call import STATE_OF
        from shopbell.shop.authority.approver import KEEPERS

        from .keeper import keeper_ids
        from .told import ticket_told

        STATE_OF.append(ticket_told)
        KEEPERS.append(keeper_ids)
