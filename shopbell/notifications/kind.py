"""The kinds of news an agent may be told, and the ways to tell them. A kind is what the settings page asks about."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    MENTION = "mention", _("Somebody mentions me")
    ASSIGNED = "assigned", _("A ticket is assigned to me")
    OFFER = "offer", _("A ticket is offered to me")
    UNMANNED = "unmanned", _("A customer waits in a chat, and nobody of my team is there")
    TRANSFER = "transfer", _("A ticket is transferred to me or my team, with a brief")
    ANSWER = "answer", _("The customer writes in a ticket of mine, or one that I follow")
    SIDE = "side", _("An answer comes to a side conversation")
    BACK = "back", _("A snoozed ticket is back")
    UNSENT = "unsent", _("A reply of mine could not be sent")
    TASK = "task", _("A task is given to me")
    APPROVAL = "approval", _("Somebody asks for my approval")
    VERDICT = "verdict", _("What I asked approval for is answered")
    PARCEL = "parcel", _("A parcel of a ticket of mine, or of my team, gets stuck or moves again")
    RISK = "risk", _("A promise in a ticket of mine is at risk")
    BROKEN = "broken", _("A promise is broken in a ticket of mine, or of a team that I lead")
    UNEQUAL = "unequal", _("Customers with the same need wait unequally, by their channel")
    REVIEW = "review", _("Somebody asks me to look over an article")
    ARTICLE = "article", _("An article of mine is due to be looked over, or may not be true any more")
    INCIDENT = "incident", _("Something goes wrong at the shop, there is news of it, or it is over")
    FOLLOWED = "followed", _("Colleagues work on a ticket of mine, or one that I follow")
    TEAM = "team", _("A ticket is moved to my team")
    FLOOD = "flood", _("A sender floods the desk with mail")
    NEW = "new", _("A new ticket arrives for my team")


class Way(TextChoices):
    CONSOLE = "console", _("In the console")
    SOUND = "sound", _("Sound")
    PUSH = "push", _("Push")
    MAIL = "mail", _("E-mail")


SILENT = ""
TONES = {
    SILENT: _("No sound"),
    "bell": _("Bell"),
    "chime": _("Chime"),
    "drop": _("Drop"),
    "knock": _("Knock"),
    "rise": _("Rise"),
}

C, S, P, M = Way.CONSOLE, Way.SOUND, Way.PUSH, Way.MAIL
DEFAULT_WAYS: dict[Kind, frozenset[Way]] = {
    Kind.MENTION: frozenset({C, S, P, M}),
    Kind.ASSIGNED: frozenset({C, S, P, M}),
    Kind.OFFER: frozenset({C, S, P}),
    Kind.UNMANNED: frozenset({C, S, P}),
    Kind.TRANSFER: frozenset({C, S, P, M}),
    Kind.ANSWER: frozenset({C, S, P, M}),
    Kind.SIDE: frozenset({C, S, P, M}),
    Kind.BACK: frozenset({C, S, P}),
    Kind.UNSENT: frozenset({C, S, P, M}),
    Kind.TASK: frozenset({C, P, M}),
    Kind.APPROVAL: frozenset({C, S, P, M}),
    Kind.VERDICT: frozenset({C, S, P, M}),
    Kind.PARCEL: frozenset({C, M}),
    Kind.RISK: frozenset({C, S, P}),
    Kind.BROKEN: frozenset({C, P}),
    Kind.UNEQUAL: frozenset({C, M}),
    Kind.REVIEW: frozenset({C, M}),
    Kind.ARTICLE: frozenset({C, M}),
    Kind.INCIDENT: frozenset({C}),
    Kind.FOLLOWED: frozenset({C}),
    Kind.TEAM: frozenset({C}),
    Kind.FLOOD: frozenset({C, S, P, M}),
    Kind.NEW: frozenset(),
}
DEFAULT_TONES = {
    Kind.MENTION: "chime",
    Kind.ASSIGNED: "bell",
    Kind.OFFER: "bell",
    Kind.UNMANNED: "knock",
    Kind.TRANSFER: "bell",
    Kind.ANSWER: "drop",
    Kind.SIDE: "drop",
    Kind.BACK: "rise",
    Kind.UNSENT: "knock",
    Kind.APPROVAL: "knock",
    Kind.VERDICT: "rise",
    Kind.RISK: "knock",
    Kind.FLOOD: "knock",
}
