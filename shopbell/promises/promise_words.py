"""When a shopper hears back, in their language and by their own clock, as mails, chats and the widget say it."""

from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton, format_time
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from shopbell.core.moment import day_of_week, joined
from shopbell.core.own_clock import TimedSentence
from shopbell.core.reader import locale
from shopbell.tickets.ticket import Ticket

from .business_hours import hours_of
from .opening import zones
from .promise import Kind, Outcome, Promise, promise_of


def moment_words(at: datetime, ticket: Ticket) -> str:
    """Weekday, day and time by the clock of the ticket's customer; else by the shop's, which is named then."""
    there = at.astimezone(_zone_of(ticket))
    return joined(day_of_week(there), _clock(there, ticket))


def end_words(at: datetime, since: datetime, ticket: Ticket) -> str:
    """The same for the end of what begins at `since`, which was just said: the time alone where it is that day's."""
    zone = _zone_of(ticket)
    there = at.astimezone(zone)
    is_same_day = there.date() == since.astimezone(zone).date()
    return _clock(there, ticket) if is_same_day else moment_words(at, ticket)


def brief_moment_words(at: datetime, ticket: Ticket, now: datetime) -> str:
    """The same for a small button: the time alone today, with a short weekday within the week, else with the date."""
    zone = _zone_of(ticket)
    there = at.astimezone(zone)
    days = (there.date() - now.astimezone(zone).date()).days
    if days == 0:
        return _clock(there, ticket)
    skeleton = "EEE" if 0 < days < 7 else "MMMd"
    return joined(format_skeleton(skeleton, there, locale=locale()), _clock(there, ticket))


def _clock(there: datetime, ticket: Ticket) -> str:
    time = format_time(there, "short", locale=locale())
    return time if ticket.customer.time_zone in zones() else f"{time} {there.tzname()}"


def _zone_of(ticket: Ticket) -> ZoneInfo:
    if (own := ticket.customer.time_zone) in zones():
        return ZoneInfo(own)
    kept = hours_of(ticket)
    return ZoneInfo(kept.rules["zone"] if kept else settings.TIME_ZONE)


def promise_sentence(at: datetime, ticket: Ticket) -> str:
    return TimedSentence(_("You will hear back from us by %(moment)s."), at, moment_words(at, ticket))


def replacing_sentence(before: datetime, after: datetime, ticket: Ticket) -> str:
    return _(
        "You will hear back from us by %(after)s. This replaces the time that we told you before, %(before)s."
    ) % {
        "before": moment_words(before, ticket),
        "after": moment_words(after, ticket),
    }


def slip_sentence(before: datetime, after: datetime, ticket: Ticket) -> str:
    return _(
        "We said that you would hear from us by %(before)s. It takes longer than we thought, and we are sorry for "
        "that: you will hear from us by %(after)s. You need not do anything."
    ) % {"before": moment_words(before, ticket), "after": moment_words(after, ticket)}


def late_call_sentence(before: datetime, after: datetime, ticket: Ticket) -> str:
    return _(
        "We said that we would call you by %(before)s. It takes longer than we thought, and we are sorry for that: we "
        "call you by %(after)s. You need not do anything."
    ) % {"before": moment_words(before, ticket), "after": moment_words(after, ticket)}


SLIPS = {Kind.ANSWER: slip_sentence, Kind.CALL: late_call_sentence}


def words_of_promise(ticket: Ticket) -> str:
    """The sentence of the open promise; empty when there is none."""
    promise = promise_of(ticket.pk)
    return promise_sentence(promise.due_at, ticket) if promise else ""


def words_of_promised(ticket: Ticket) -> str:
    """The open promises as a colleague reads them, a line each, by the reader's own clock, which is named."""
    known = {Kind.ANSWER: _("An answer by %(moment)s"), Kind.CALL: _("A call by %(moment)s")}
    open_ones = Promise.objects.filter(ticket=ticket, outcome=Outcome.OPEN).order_by("due_at")
    return "\n".join(known[Kind(each.kind)] % {"moment": _here(each.due_at)} for each in open_ones)


def _here(at: datetime) -> str:
    here = timezone.localtime(at)
    return f"{day_of_week(here)}, {format_time(here, 'short', locale=locale())} {here.tzname()}"
