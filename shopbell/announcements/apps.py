from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AnnouncementsConfig(AppConfig):
    name = "shopbell.announcements"

    def ready(self) -> None:
        from shopbell.channels.known_trouble import TROUBLES
        from shopbell.channels.public_answer import FOR_EVERYBODY
        from shopbell.channels.while_waiting import ANSWERS
        from shopbell.customers.erasure import PARTS
        from shopbell.helpcenter.article_files import NAMING
        from shopbell.helpcenter.neighbour import FOOT
        from shopbell.portal.kept_data import KEPT_ABOVE
        from shopbell.portal.own_mail import SOURCES
        from shopbell.tickets import bulk_action, macro, macro_text
        from shopbell.tickets.merge import MOVES
        from shopbell.tickets.rule import RULES, SENTENCES

        from . import answering, telling, telling_news
        from .announcement import Announcement, AnnouncementText
        from .beside_help import news_at_foot
        from .erasing import PART, exported_subscriptions
        from .filter_fields import register_fields
        from .history import Change
        from .joining import BULK, IncidentTicket
        from .known import known_troubles
        from .macro_words import EXAMPLE, IncidentWords
        from .offering import incidents_for
        from .own_mail import SOURCE

        TROUBLES.append(known_troubles)
        PARTS.append(PART)
        KEPT_ABOVE["status_mails"] = exported_subscriptions
        SOURCES["status"] = SOURCE
        telling.install()
        telling_news.install()
        FOOT.append(news_at_foot)
        NAMING.extend([Announcement, AnnouncementText, Change])
        register_fields()
        bulk_action.register(BULK)
        MOVES.extend([IncidentTicket, answering.UpdateAnswer])
        RULES[answering.RULE] = _("Status page")
        SENTENCES[answering.UNSAID] = _("The customer could not be told the news of “%(title)s” here.")
        FOR_EVERYBODY.add(answering.RULE)
        macro_text.NAMES["incident"] = EXAMPLE
        macro.SOURCES["incident"] = IncidentWords
        others = dict(ANSWERS)
        ANSWERS.clear()
        ANSWERS.update({"incidents": incidents_for} | others)  # what is known comes first
