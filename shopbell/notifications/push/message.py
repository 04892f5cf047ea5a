"""The words of a push message. Locked screens show them, so they name no customer and hold no words of the ticket
unless the agent wants it."""

import json
from dataclasses import asdict, dataclass

from django.urls import reverse
from django.utils.translation import get_language_info, override
from django.utils.translation import gettext as _

from shopbell.accounts.agent import Agent

from ..alone_words import address_of, heading_of
from ..choices import choices_of
from ..notification import Notification
from ..sentence import plain_sentence

MOST_CHARACTERS = 120  # of a line: what a screen shows, and far from what a push service takes


@dataclass(frozen=True)
class PushMessage:
    title: str
    body: str
    address: str  # where a tap leads
    tag: str  # a later one of the same tag takes its place
    lang: str = "en"
    dir: str = "ltr"

    def encoded(self) -> bytes:
        return json.dumps(asdict(self), ensure_ascii=False).encode()


def message_of(notification: Notification) -> PushMessage:
    agent: Agent = notification.agent
    with override(agent.language):
        info = get_language_info(agent.language)
        ticket = notification.ticket
        if ticket is None:
            where = address_of(notification) or reverse("notifications")
            body, tag = heading_of(notification), notification.group
        else:
            where, tag = reverse("ticket", args=[ticket.pk]), f"ticket-{ticket.pk}"
            body = _("Ticket #%(number)s") % {"number": ticket.pk}
            if choices_of(agent).shows_subject:
                body = f"{body} · {str(ticket)[:MOST_CHARACTERS]}"
        return PushMessage(
            plain_sentence(notification)[:MOST_CHARACTERS],
            body,
            where,
            tag,
            agent.language,
            "rtl" if info["bidi"] else "ltr",
        )


def trial_message(agent: Agent) -> PushMessage:
    with override(agent.language):
        info = get_language_info(agent.language)
        return PushMessage(
            _("It works"), _("Push messages of Shopbell come to this device."),
            reverse("notification-choices"), "test", agent.language, "rtl" if info["bidi"] else "ltr",
        )  # fmt: skip
