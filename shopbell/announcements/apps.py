from django.apps import AppConfig


class AnnouncementsConfig(AppConfig):
    name = "shopbell.announcements"

    def ready(self) -> None:
        from shopbell.channels.known_trouble import TROUBLES
        from shopbell.customers.erasure import PARTS
        from shopbell.portal.kept_data import KEPT_ABOVE

        from . import telling
        from .erasing import PART, exported_subscriptions
        from .known import known_troubles

        TROUBLES.append(known_troubles)
        PARTS.append(PART)
        KEPT_ABOVE["status_mails"] = exported_subscriptions
        telling.install()
