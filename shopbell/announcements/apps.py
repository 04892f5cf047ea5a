from django.apps import AppConfig


class AnnouncementsConfig(AppConfig):
    name = "shopbell.announcements"

    def ready(self) -> None:
        from shopbell.channels.known_trouble import TROUBLES

        from .known import known_troubles

        TROUBLES.append(known_troubles)
