from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from ..registry import Channel, register

SETTINGS = {  # of a chat inbox, with what a new one begins with; the form that edits them is settings_form.py
    "origins": [],  # addresses of the shop's pages that may carry the widget, exactly as browsers send them
    "greeting": "",
    "greetings": [],  # in other languages, each as a line: de: Willkommen
    "ask_name": "optional",  # no, optional or required, like the next two
    "ask_email": "optional",
    "ask_reason": "optional",
    "continue_after_seconds": 45,  # a reply that was not fetched by then goes on by e-mail
    "messages_a_minute": 60,
    "call_back": "open",  # or no: whether shoppers may ask to be called, within the hours
    "callers": 0,  # how many call at the same time; 0: all of the team who may answer
    "call_minutes": 15,  # that a call takes as a rule
    "visited_days": 30,  # that pages and searches are kept which shoppers agreed to tell; 0: none are taken
    "position": "end",
    "accent": "#8a5a0b",
}


class ChatConfig(AppConfig):
    name = "shopbell.channels.chat"
    label = "channel_chat"

    def ready(self) -> None:
        from shopbell.accounts.availability import CHOSEN
        from shopbell.customers.consent import WITHDRAWN
        from shopbell.customers.erasure import PARTS
        from shopbell.tickets import merge, more, split

        from .continue_link import way_back
        from .erasing import PART
        from .key_words import without_links
        from .session import ChatSession, go_on_in_both, keep_owners
        from .switching import ways_on
        from .told_presence import tell_chats
        from .visited import forget_visits

        register(
            Channel(
                kind="chat",
                label=_("Chat"),  # type: ignore[arg-type]
                icon="message-circle",
                way_back=way_back,
                without_keys=without_links,
                settings=SETTINGS,
                settings_form="shopbell.channels.chat.settings_form.settings_form",
                face="shopbell.channels.chat.face.face",
                tools="chat/tools.html",
            )
        )
        CHOSEN.append(tell_chats)
        PARTS.append(PART)
        WITHDRAWN.append(forget_visits)
        more.GROUPS["people"].append("switch")
        more.FACTS.append(lambda ticket, agent: {"ways_on": ways_on(ticket)})
        merge.MOVES.append(ChatSession)
        merge.WITNESSES.append(keep_owners)
        split.WITNESSES.append(go_on_in_both)
