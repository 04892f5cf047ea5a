from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RoutingConfig(AppConfig):
    name = "shopbell.routing"

    def ready(self) -> None:
        from shopbell.accounts import availability, handover
        from shopbell.accounts.views.profile import DOORS, Door
        from shopbell.channels.assistants import ASSISTANTS, WISHES
        from shopbell.channels.chat.manned import GIVEN, KNOWN, ROUTED
        from shopbell.channels.public_answer import WHY_NOT
        from shopbell.core.jinja import EXTRAS
        from shopbell.promises import wait_words
        from shopbell.promises.crew import CHATS_AT_ONCE, CREWS
        from shopbell.tickets.destination import DESTINATIONS, Destination
        from shopbell.tickets.merge import MOVES
        from shopbell.tickets.more import FACTS, GROUPS

        from . import public_answer, skill_wish
        from .able_crew import crew_of
        from .assignment_reason import AssignmentReason
        from .assistant import ask_for, shown_in
        from .capacity import chats_at_once
        from .fallback import hint_of_wish, known_with_room
        from .jinja import install
        from .looking import availability_changed
        from .plain_chats import keep_why
        from .team_routing import forget_team, is_routed
        from .wish import Wish

        handover.WITNESSES.append(handover.Witness(lambda agent: 0, lambda agent, by: 0, forget_team))
        availability.WITNESSES.append(availability_changed)
        ROUTED.append(is_routed)
        KNOWN.append(known_with_room)
        GIVEN.append(keep_why)
        WHY_NOT.append(public_answer.why_not)
        MOVES.extend([AssignmentReason, Wish, skill_wish.SkillWish])
        GROUPS["people"].append("routing")
        FACTS.append(lambda ticket, agent: {"is_routed": is_routed(ticket.team_id)})
        EXTRAS.append(install)
        ASSISTANTS.append(shown_in)
        WISHES.append(ask_for)
        CHATS_AT_ONCE.append(chats_at_once)
        CREWS.append(crew_of)
        wait_words.HINTS.append(hint_of_wish)
        help_text = _("It waits for somebody who has it, where the tickets of the team are routed.")
        ways = (skill_wish.choices, skill_wish.send, skill_wish.forget, skill_wish.needed)
        DESTINATIONS.append(Destination("skill", _("Skill"), help_text, *ways))
        words = _("Whether customers may ask for you before a chat, and when you are in.")
        DOORS.append(Door(_("Asked for by name"), words, "user-round-check", "own-assistant"))
