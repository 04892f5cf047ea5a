from django.apps import AppConfig


class AutomationConfig(AppConfig):
    name = "shopbell.automation"

    def ready(self) -> None:
        from shopbell.accounts.permission import Permission
        from shopbell.tickets.filter.personal import refuse_personal
        from shopbell.tickets.filter.written import WRITTEN, Written, open_tickets, open_tickets_told
        from shopbell.tickets.more import GROUPS

        from .rule_step import register_steps

        register_steps()
        GROUPS["out"].append("rules")
        WRITTEN["rules"] = Written(
            Permission.SETTINGS_MANAGE, refuse_personal, open_tickets, open_tickets_told
        )
