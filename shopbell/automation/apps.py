from django.apps import AppConfig


class AutomationConfig(AppConfig):
    name = "shopbell.automation"

    def ready(self) -> None:
        from shopbell.tickets.more import GROUPS

        from .rule_step import register_steps

        register_steps()
        GROUPS["out"].append("rules")
