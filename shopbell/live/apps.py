from django.apps import AppConfig


class LiveConfig(AppConfig):
    name = "shopbell.live"

    def ready(self) -> None:
        from shopbell.notifications.notify import LOOKERS

        from .looking import looking_at

        LOOKERS.append(looking_at)
