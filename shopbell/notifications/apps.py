from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "shopbell.notifications"

    def ready(self) -> None:
        from shopbell.accounts.views.profile import DOORS, Door
        from shopbell.tickets.merge import MOVES
        from shopbell.tickets.more import GROUPS

        from .notification import Notification

        words = _("What you are told of and how, quiet hours, and why you did (not) get something.")
        DOORS.append(Door(_("Notifications"), words, "bell", "notification-choices"))
        GROUPS["out"].append("why")
        MOVES.append(Notification)
