"""What a notification says, in the reader's language: who did what. The ticket stands beside it."""

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shopbell.shop.jinja import action_label
from shopbell.tickets.actor import Actor
from shopbell.tickets.bulk import BulkItem, ItemState
from shopbell.tickets.event import Event, Verb

from .alone_words import words_of
from .kind import Kind
from .notification import Notification


def sentence(notification: Notification) -> str:
    """With names, for the console."""
    event = notification.event
    return _sentence(notification, str((event and event.actor) or "Shopbell"))


def plain_sentence(notification: Notification) -> str:
    """Without a customer's name or address and without anybody's words, for a screen that others may see."""
    event = notification.event
    if event is None:
        return _sentence(notification, "Shopbell")
    who = _("The customer") if event.customer_id else str(event.actor or "Shopbell")
    if notification.kind == Kind.TASK:
        return _("%(who)s gave you a task") % {"who": who}
    if notification.kind == Kind.UNSENT:
        return (
            _("A reply did not arrive")
            if event.verb == Verb.FAILED
            else _("Your scheduled reply was not sent")
        )
    return _sentence(notification, who)


def _sentence(notification: Notification, who: str) -> str:
    event, kind = notification.event, Kind(notification.kind)
    if event is None:
        return words_of(notification) or str(kind.label)
    return _of_many(event, who, kind) if notification.ticket_id is None else WORDS[kind](event, who)


def _of_many(event: Event, who: str, kind: Kind) -> str:
    run_id = event.data.get("bulk_run")
    count = BulkItem.objects.filter(run=run_id, state=ItemState.DONE).count() if run_id else 0
    if kind in (Kind.ASSIGNED, Kind.TRANSFER):
        if count:
            return ngettext(
                "%(who)s assigned %(count)s ticket to you", "%(who)s assigned %(count)s tickets to you", count
            ) % {"who": who, "count": count}
        return _("%(who)s handed tickets over to you") % {"who": who}
    if kind == Kind.TEAM and count:
        return ngettext(
            "%(who)s moved %(count)s ticket to %(team)s", "%(who)s moved %(count)s tickets to %(team)s", count
        ) % {"who": who, "count": count, "team": event.data.get("team", "")}
    return _("%(who)s changed many tickets at once, some of them yours") % {"who": who}


def _transferred(event: Event, who: str) -> str:
    if event.data.get("to_id"):
        return _("%(who)s transferred it to you, with a brief") % {"who": who}
    return _("%(who)s transferred it to %(team)s, with a brief") % {
        "who": who, "team": event.data.get("team", "")
    }  # fmt: skip


def _unsent(event: Event, who: str) -> str:
    if event.verb == Verb.FAILED:
        return _("A reply did not arrive at %(recipient)s") % {"recipient": event.data.get("recipient", "")}
    if event.data.get("because") == "wrote":
        return _("Your scheduled reply was not sent: the customer wrote before")
    return _("Your scheduled reply was not sent: %(because)s") % {"because": event.data.get("because", "")}


def _mentioned(event: Event, who: str) -> str:
    if event.verb == Verb.WHISPERED:
        return _("%(who)s whispered to you") % {"who": who}
    return _("%(who)s mentioned you") % {"who": who}


def _followed(event: Event, who: str) -> str:
    words = {
        Verb.REPLIED: _("%(who)s answered the customer"),
        Verb.NOTED: _("%(who)s wrote a note"),
        Verb.SOLVED: _("%(who)s solved it"),
        Verb.REOPENED: _("%(who)s reopened it"),
    }
    return words[Verb(event.verb)] % {"who": who}


def _verdict(event: Event, who: str) -> str:
    words = {
        Verb.APPROVAL_GRANTED: _("%(who)s approved what you asked for: %(action)s"),
        Verb.APPROVAL_DECLINED: _("%(who)s declined what you asked for: %(action)s"),
        Verb.APPROVAL_EXPIRED: _("Nobody answered in time: %(action)s"),
        Verb.ACTION_FAILED: _("It was no longer possible: %(action)s"),
    }
    return words[Verb(event.verb)] % {"who": who, "action": action_label(event.data.get("action", ""))}


def _parcel(event: Event, who: str) -> str:
    words = {
        Verb.PARCEL_STUCK: _("A parcel of order %(number)s does not move"),
        Verb.PARCEL_MOVED: _("The parcel of order %(number)s moves again, or has arrived"),
    }
    return words[Verb(event.verb)] % {"number": event.data.get("number", "")}


def _risk(event: Event, who: str) -> str:
    if event.verb == Verb.PROMISE_NEAR:
        is_call = event.data.get("kind") == "call"
        return _("The promised call is due soon") if is_call else _("The promised answer is due soon")
    words = {
        "first_reply": _("The first reply is due soon"),
        "next_reply": _("The next reply is due soon"),
        "solve": _("The solution is due soon"),
    }
    return words[event.data["goal"]]


def _broken(event: Event, who: str) -> str:
    if event.verb == Verb.PROMISE_OWED:
        is_call = event.data.get("kind") == "call"
        return _("The promised call is late") if is_call else _("The promised answer is late")
    words = {
        "first_reply": _("The first reply is late"),
        "next_reply": _("The next reply is late"),
        "solve": _("The solution is late"),
    }
    return words[event.data["goal"]]


def _answer(event: Event, who: str) -> str:
    if event.verb != Verb.CALL_ASKED:
        return _("%(who)s wrote") % {"who": who}
    if event.actor_kind != Actor.CUSTOMER:
        return _("A customer asks to be called back")
    return _("%(who)s asks to be called back") % {"who": who}


WORDS: dict[Kind, Callable[[Event, str], str]] = {
    Kind.MENTION: _mentioned,
    Kind.ASSIGNED: lambda event, who: _("%(who)s assigned it to you") % {"who": who},
    Kind.OFFER: lambda event, who: _("%(who)s offered it to you") % {"who": who},
    Kind.UNMANNED: lambda event, who: _("A customer waits in a chat, and nobody is there"),
    Kind.TRANSFER: _transferred,
    Kind.ANSWER: _answer,
    Kind.SIDE: lambda event, who: _("An answer came to the side conversation"),
    Kind.BACK: lambda event, who: _("It is back: its time has come"),
    Kind.UNSENT: _unsent,
    Kind.TASK: lambda event, who: (
        _("%(who)s gave you a task: %(task)s") % {"who": who, "task": event.data.get("task", "")}
    ),
    Kind.APPROVAL: lambda event, who: (
        _("%(who)s asks for your approval: %(action)s")
        % {"who": who, "action": action_label(event.data.get("action", ""))}
    ),
    Kind.VERDICT: _verdict,
    Kind.PARCEL: _parcel,
    Kind.RISK: _risk,
    Kind.BROKEN: _broken,
    Kind.FOLLOWED: _followed,
    Kind.TEAM: lambda event, who: (
        _("%(who)s moved it to %(team)s") % {"who": who, "team": event.data.get("team", "")}
    ),
    Kind.FLOOD: lambda event, who: _("A sender floods the desk with mail"),
    Kind.NEW: lambda event, who: _("A new ticket for your team"),
}
