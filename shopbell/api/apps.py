from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "shopbell.api"

    def ready(self) -> None:
        from shopbell.automation.webhook_call import STATE_OF
        from shopbell.automation.webhook_event import KINDS
        from shopbell.automation.webhook_telling import tell_webhooks
        from shopbell.helpcenter.article_event import HEARERS
        from shopbell.shop.authority.approver import KEEPERS

        from .keeper import keeper_ids
        from .told import ARTICLES, ticket_told

        STATE_OF.append(ticket_told)
        KINDS["article"] = ARTICLES
        HEARERS.append(tell_webhooks)
        KEEPERS.append(keeper_ids)
