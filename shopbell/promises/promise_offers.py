"""The moments by which an answer is promised with one click: such at which somebody is there to keep it."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from babel.dates import format_date
from django.utils import timezone
from django.utils.translation import gettext as _

from shopbell.core.reader import locale
from shopbell.tickets.snooze import Offer, offers
from shopbell.tickets.ticket import Ticket

from .business_hours import hours_of
from .hours import NeverOpen, Openness

TO_ANSWER = timedelta(hours=1)  # of open time, for what is due before anybody is there


def promise_offers(ticket: Ticket, now: datetime) -> list[Offer]:
    """Those of any day, soonest first, none twice; one in closed hours becomes an hour of the next open ones."""
    kept = hours_of(ticket)
    hours = kept.hours_now if kept else None
    found = {offer.until: offer for offer in (_open(each, hours) for each in offers(now))}
    return list(_told_apart(found[until] for until in sorted(found)))


def _told_apart(found: Iterable[Offer]) -> Iterator[Offer]:
    """Those that would be called as one before them, on another day, say which day that is."""
    said: set[str] = set()
    for offer in found:
        if offer.label in said:
            day = format_date(offer.until, "EEEE", locale=locale())
            yield Offer(_("%(when)s (%(day)s)") % {"when": offer.label, "day": day}, offer.until)
        else:
            yield offer
        said.add(offer.label)


def is_closed_at(ticket: Ticket, moment: datetime) -> bool:
    """Whether nobody who answers `ticket` is expected to be there then."""
    kept = hours_of(ticket)
    return kept is not None and not kept.hours_now.is_open(moment)


def _open(offer: Offer, hours: Openness | None) -> Offer:
    if hours is None or hours.is_open(offer.until):
        return offer
    try:
        later = hours.after(hours.next_open(offer.until), TO_ANSWER)
    except NeverOpen:
        return offer
    return Offer(_("An hour after you open"), timezone.localtime(later))
