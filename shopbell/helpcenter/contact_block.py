"""The contact block of every page of the help centre: each door that a person stands behind, with its hours and its
usual time to an answer; a chat where nobody is has that of a message. It is never hidden behind the articles, and keeps
the language of the page that it is on."""

from collections import Counter
from dataclasses import dataclass

from django.urls import reverse

from shopbell.channels.chat.manned import available_ids
from shopbell.channels.inbox import Inbox
from shopbell.channels.registry import channel_of
from shopbell.promises.opening import opening_at_door
from shopbell.promises.usual_reply import message_words, usual_words

PAGES = {"chat": "chat-page", "form": "contact"}  # channels with a page of their own, the quickest first


@dataclass(frozen=True)
class Door:
    name: str
    address: str
    opening: str
    usual: str
    opening_address: str  # which says it by a reader's own clock


def doors(language: str) -> list[Door]:
    """Each chat, each contact form and every address that takes mail, with the hours and the time of its own inbox.

    A page is called what it is; where there are several of a kind, with its own name besides.
    """
    inboxes = list(Inbox.objects.filter(is_active=True, channel__in=PAGES | {"email": ""}))
    several = Counter(inbox.channel for inbox in inboxes)
    order = [*PAGES, "email"]
    found = []
    for inbox in sorted(inboxes, key=lambda each: (order.index(each.channel), each.pk)):
        if page := PAGES.get(inbox.channel):
            kind = str(channel_of(inbox.channel).label)
            name = f"{kind}: {inbox.name}" if several[inbox.channel] > 1 else kind
            address = f"{reverse(page, args=[inbox.public_key])}?lang={language}"
        elif inbox.address:
            name, address = inbox.address, f"mailto:{inbox.address}"
        else:
            continue
        own = f"{reverse('opening', args=[inbox.public_key])}?lang={language}"
        found.append(Door(name, address, opening_at_door(inbox, ""), _usual(inbox), own))
    return found


def _usual(inbox: Inbox) -> str:
    """Within which time somebody answers there."""
    if inbox.channel == "chat" and not available_ids(inbox.team_id):
        return message_words(inbox)
    return usual_words(inbox, inbox.channel)
