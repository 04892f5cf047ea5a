"""What a shopper who waits reads: their place, and how long it takes, as labels that every language can fill in."""

from collections.abc import Callable
from datetime import timedelta

from babel.dates import format_timedelta
from babel.units import format_unit
from django.core.cache import cache
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shopbell.accounts.agent import Agent
from shopbell.accounts.availability import Availability
from shopbell.channels.inbox import Inbox
from shopbell.channels.while_waiting import call_words
from shopbell.core.reader import after_preposition, locale
from shopbell.tickets.event import Event, Verb
from shopbell.tickets.status import Status
from shopbell.tickets.ticket import Ticket

from .promise import promise_of
from .promise_words import moment_words, words_of_promise
from .wait import Range
from .waiting_line import WAITS_FOR_SOMEBODY, stand_of_newcomer, wait_shown

HOURS_FROM = 120  # minutes
# what is said to who asked for somebody, of a ticket that nobody has; empty to who did not. A floor above knows
HINTS: list[Callable[[Ticket], str]] = []
KEPT_SECONDS = 5


@transaction.atomic
def words_of_ticket(ticket_id: int) -> dict[str, str] | None:
    """What who waits for an answer reads, whom nobody has answered or whose agent has left: place and time in a chat,
    or who has it; elsewhere the promise of a first answer. None for nothing.
    """
    waiting = Ticket.objects.filter(WAITS_FOR_SOMEBODY, pk=ticket_id, status__in=[Status.NEW, Status.OPEN])
    asked = Event.objects.filter(ticket=OuterRef("pk"), verb=Verb.CONTINUED, data__asked=True)
    waiting = waiting.annotate(is_mailed=Exists(asked))
    ticket = waiting.select_related("customer", "spam", "snooze", "assignee").first()
    if ticket is None or ticket.is_spam or ticket.is_snoozed:
        return None
    if ticket.channel != "chat":
        sentence = words_of_promise(ticket)
        hint = _("You need not stay: the answer comes by e-mail, too.")
        return {"head": "", "place": sentence, "wait": "", "hint": hint, "leave": ""} if sentence else None
    leave = "" if ticket.is_mailed else _("Go on by e-mail and keep your place")
    agent = ticket.assignee
    if agent and _is_reading(ticket, agent):
        said = _("%(agent)s has your chat and reads it") % {"agent": agent.first_name}
        return {
            "head": "",
            "place": said,
            "wait": "",
            "hint": _mailed_words(ticket)
            if ticket.is_mailed
            else _("You can close this page: your message stays."),
            "leave": leave,
        }
    place, shown = wait_shown(ticket)
    if ticket.is_mailed:
        hint = _mailed_words(ticket)
    else:
        hint = _hint(ticket, agent) if shown else _hint_of_nobody(ticket)
    return {
        "head": _("Waiting for somebody") if shown else _("Nobody is here right now"),
        "place": place_words(place),
        "wait": wait_words(shown) if shown else nobody_words(),
        "hint": hint,
        "leave": leave,
    }


def _mailed_words(ticket: Ticket) -> str:
    """For who asked for e-mail while they wait: the wait above is the chat's, what is promised the mail's."""
    promise = promise_of(ticket.pk)
    if promise is None:
        return _("You can close this page: the answer reaches you by e-mail.")
    said = _("You can close this page: by e-mail you will hear back by %(moment)s at the latest.")
    return said % {"moment": moment_words(promise.due_at, ticket)}


def _is_reading(ticket: Ticket, agent: Agent) -> bool:
    """Whether `agent`, who is there, took the chat with their own hand: what was merely given may wait."""
    given = Event.objects.filter(ticket=ticket, verb=Verb.ASSIGNED).order_by("-pk").first()
    is_own = given is not None and given.agent_id == agent.pk
    return is_own and Availability.objects.present(timezone.now()).filter(agent=agent).exists()


def _hint(ticket: Ticket, agent: Agent | None) -> str:
    if agent:
        said = _("%(agent)s will answer as soon as they can. You can close this page: your message stays.")
        return said % {"agent": agent.first_name}
    if asked := next(filter(None, (hint(ticket) for hint in HINTS)), ""):
        return asked
    return _("The next of us who is free will take your chat. You can close this page: your message stays.")


def _hint_of_nobody(ticket: Ticket) -> str:
    """What can be done while nobody is there."""
    chat = ticket.chats.select_related("inbox").order_by("pk").first()
    if chat and call_words(chat.inbox):
        return _("Go on by e-mail or ask us to call you, and you need not wait here.")
    return _("Go on by e-mail, and you need not wait here: the answer reaches you there.")


def words_of_newcomer(inbox: Inbox) -> str:
    """How long who begins a chat in their language now would wait; empty while nobody is there for it."""
    shown = _shown_to_newcomers(inbox.team_id, get_language() or "")
    return wait_words(shown) if shown else ""


def _shown_to_newcomers(team_id: int | None, language: str) -> Range | None:
    """Measured once for all who open the widget within some seconds: anybody may, as often as they like."""
    key = f"newcomers-wait-{team_id}-{language}"
    kept = cache.get(key)
    if kept is None:
        foretold = stand_of_newcomer(team_id, language).foretold()
        kept = (foretold[1].low, foretold[1].high) if foretold else ()
        cache.set(key, kept, KEPT_SECONDS)
    return Range(*kept) if kept else None


def place_words(place: int) -> str:
    if place == 1:
        return _("You are next")
    return _("Your place in line: %(place)s") % {"place": place}


def nobody_words() -> str:
    return _("Nobody who can answer this is here right now. Your place is kept.")


def wait_words(shown: Range) -> str:
    """“Expected wait: 4 to 9 minutes”."""
    if shown.high <= 1:
        return _("Expected wait: less than a minute")
    if shown.high >= HOURS_FROM:
        hours = timedelta(hours=-(-shown.high // 60))
        time = format_timedelta(hours, granularity="hour", threshold=1.5, locale=locale())
        return _("Expected wait: up to %(time)s") % {"time": after_preposition(time)}
    time = after_preposition(format_unit(shown.high, "minute", length="long", locale=locale()))
    if shown.low == 0:
        return _("Expected wait: up to %(time)s") % {"time": time}
    return _("Expected wait: %(low)s to %(time)s") % {"low": shown.low, "time": time}
