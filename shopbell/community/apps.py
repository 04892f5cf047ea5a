from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommunityConfig(AppConfig):
    name = "shopbell.community"

    def ready(self) -> None:
        from shopbell.channels.offered import KINDS
        from shopbell.channels.own_ways import OWN_WAYS
        from shopbell.channels.public_answer import is_answered_in_public
        from shopbell.channels.registry import Channel, register
        from shopbell.customers.erasure import PARTS
        from shopbell.helpcenter.gone import OWN_PAGES, OwnPage, by_slug
        from shopbell.helpcenter.neighbour import NEIGHBOURS
        from shopbell.portal.kept_data import KEPT_ABOVE
        from shopbell.portal.own_mail import SOURCES
        from shopbell.tickets.deletion import ERASE_WITNESSES
        from shopbell.tickets.merge import MOVES
        from shopbell.tickets.more import FACTS, GROUPS
        from shopbell.tickets.rule import RULES, SENTENCES

        from . import following
        from .beside_help import neighbour
        from .board import Board
        from .channel import post_reply
        from .erasing import PART
        from .exporting import exported_members, exported_topics
        from .from_ticket import MADE
        from .offered import TOPIC
        from .own_mail import SOURCE
        from .own_way import community_way
        from .private import REPORTED, TAKEN_UP
        from .ticket_topic import TicketTopic, forget_asked
        from .ticketing import CHANNEL, RULE, WROTE

        register(
            Channel(
                kind=CHANNEL,
                label=_("Community"),  # type: ignore[arg-type]
                icon="messages-square",
                deliver=post_reply,
                hold_seconds=10,
                is_public=True,
            )
        )
        RULES[RULE] = _("Community")
        SENTENCES[WROTE] = _("%(name)s answered in the topic:")
        SENTENCES[TAKEN_UP] = _("%(name)s wrote in the community, in “%(title)s”:")
        SENTENCES[REPORTED] = _("Others reported it:")
        SENTENCES[MADE] = _("It was published in the community as “%(title)s”.")
        SOURCES["community"] = SOURCE
        following.install()
        KINDS["topic"] = TOPIC
        OWN_WAYS.append(community_way)
        PARTS.append(PART)
        NEIGHBOURS.append(neighbour)
        OWN_PAGES["community-board"] = OwnPage(
            "boards", by_slug(Board.objects), lambda board: True, below="community"
        )
        KEPT_ABOVE["community"] = exported_members
        KEPT_ABOVE["community_quotes"] = exported_topics
        GROUPS["out"].append("to_topic")
        FACTS.append(lambda ticket, agent: {"is_in_public": is_answered_in_public(ticket)})
        MOVES.append(TicketTopic)
        ERASE_WITNESSES.append(forget_asked)
