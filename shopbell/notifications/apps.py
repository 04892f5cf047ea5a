from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "shopbell.notifications"

    def ready(self) -> None:
        from shopbell.accounts.views.profile import DOORS, Door
        from shopbell.announcements import heard
        from shopbell.core.unsubscribe import Mailing, add_mailing
        from shopbell.helpcenter import ask
        from shopbell.promises.unequal import TELLERS
        from shopbell.tickets.event import KEEPERS
        from shopbell.tickets.merge import MOVES
        from shopbell.tickets.more import GROUPS

        from .alone import tell_asked, tell_of_incident, tell_unequal
        from .digest import DIGEST, end_digests
        from .notification import Notification, read_asked, read_incident
        from .promise_news import forget_void

        back = _("Sign in, and choose under Profile › Notifications what is mailed to you.")
        add_mailing(Mailing(DIGEST, _("Mail with your unread news"), end_digests, back))

        words = _("What you are notified about and how, quiet hours, and why you did (not) get something.")
        DOORS.append(Door(_("Notifications"), words, "bell", "notification-choices"))
        GROUPS["out"].append("why")
        MOVES.append(Notification)
        KEEPERS.append(forget_void)
        TELLERS.append(tell_unequal)
        ask.TELLERS.append(tell_asked)
        ask.LOOKED.append(read_asked)
        heard.TELLERS.append(tell_of_incident)
        heard.LOOKED.append(read_incident)
