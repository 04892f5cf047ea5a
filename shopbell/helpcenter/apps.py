from django.apps import AppConfig


class HelpCentreConfig(AppConfig):
    name = "shopbell.helpcenter"

    def ready(self) -> None:
        from shopbell.channels.begun import BEGUN
        from shopbell.channels.offering import COUNTERS
        from shopbell.channels.while_waiting import ANSWERS
        from shopbell.portal.frame import FRAME
        from shopbell.tickets.merge import MOVES
        from shopbell.tickets.more import GROUPS

        from .article_read import ReadBefore, note_ticket
        from .frame import frame_of
        from .meanwhile import articles_while_waiting
        from .offer_day import count

        FRAME.append(frame_of)
        ANSWERS["articles"] = articles_while_waiting
        BEGUN.append(note_ticket)
        COUNTERS.append(count)
        MOVES.append(ReadBefore)
        GROUPS["out"].append("to_article")
