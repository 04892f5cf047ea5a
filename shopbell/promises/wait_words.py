"""What a shopper who waits reads: their place, and how long it takes, as labels that every language can fill in."""

from datetime import timedelta

from babel.dates import format_timedelta
from babel.units import format_unit
from django.core.cache import cache
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shopbell.channels.inbox import Inbox
from shopbell.core.reader import locale
from shopbell.tickets.status import Status
from shopbell.tickets.ticket import Ticket

from .promise_words import words_of_promise
from .wait import Range
from .waiting_line import stand_of_newcomer, wait_shown

HOURS_FROM = 120  # minutes
KEPT_SECONDS = 5


@transaction.atomic
def words_of_ticket(ticket_id: int) -> dict[str, str] | None:
    """What who waits for a first answer reads: place and time in a chat, else the promise; None for nothing."""
    active = [Status.NEW, Status.OPEN]
    unanswered = Ticket.objects.filter(pk=ticket_id, first_replied_at=None, status__in=active)
    ticket = unanswered.select_related("customer", "spam", "snooze").first()
    if ticket is None or ticket.is_spam or ticket.is_snoozed:
        return None
    if ticket.channel != "chat":
        sentence = words_of_promise(ticket)
        hint = _("You need not stay: the answer comes by e-mail, too.")
        return {"place": sentence, "wait": "", "hint": hint, "leave": ""} if sentence else None
    place, shown = wait_shown(ticket)
    return {
        "place": place_words(place),
        "wait": wait_words(shown) if shown else nobody_words(),
        "hint": _(
            "The next of us who is free will take your chat. You can close this page: your message stays."
        ),
        "leave": _("Go on by e-mail and keep your place"),
    }


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
        return _("Expected wait: up to %(time)s") % {"time": time}
    time = format_unit(shown.high, "minute", length="long", locale=locale())
    if shown.low == 0:
        return _("Expected wait: up to %(time)s") % {"time": time}
    return _("Expected wait: %(low)s to %(time)s") % {"low": shown.low, "time": time}
