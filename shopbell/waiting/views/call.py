"""GET /chat/<key>/call?zone=… says when the shop calls back; POST asks for a call, POST /chat/<key>/call-off for none.

Whoever has no chat yet writes what it is about with their number, and a ticket begins with it.
"""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_interval, format_skeleton
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shopbell.accounts.language import languages
from shopbell.channels.chat.protocol import body_of, chat_in, client_id_of, protocol, token_of
from shopbell.channels.chat.session import ChatSession
from shopbell.channels.chat.start import start_chat, turned_away
from shopbell.channels.chat.state import state_of
from shopbell.channels.chat.visitor import find_or_create_visitor, hash_of
from shopbell.channels.inbox import Inbox
from shopbell.core.phone_in_text import numbers_apart
from shopbell.core.rate import count_address, count_use
from shopbell.core.reader import locale
from shopbell.core.storable import storable
from shopbell.customers.block import is_customer_blocked
from shopbell.customers.customer import Customer
from shopbell.promises.opening import zones
from shopbell.tickets.ticket import Ticket

from ..asking import Offer, ask_call, decline_call, offer_of
from ..call_back import CallBack, call_back_of
from ..number import ending_of
from ..slots import Slot
from ..wish import Wish, kept_hours, language_or, number_for, slot_from

NOW = "now"


@dataclass(frozen=True)
class Where:
    """The chat that is called about, if there is one, and whose team calls."""

    session: ChatSession | None
    ticket: Ticket | None

    @property
    def team_id(self) -> int | None:
        return self.ticket.team_id if self.ticket else None


@protocol("GET", is_open=True)
def call_offer(request: HttpRequest, inbox: Inbox) -> dict:
    where = _where(request, inbox, request.GET.get("chat"))
    team_id = where.team_id if where.ticket else inbox.team_id
    offer = offer_of(inbox, team_id, timezone.now())
    standing = call_back_of(where.ticket.pk) if where.ticket else None
    return {
        "title": _("Call me back"),
        "hint": _("You keep your place. We tell you here, and by e-mail if we know your address."),
        "none": "" if offer else _("Nobody can call you at the moment. Please write to us."),
        "number": _("Phone number"),
        "number_hint": numbers_apart(_("With the country code, like +33 1 23 45 67 89.")),
        "when": _("When"),
        "times": _times(offer, _zone_of(request, inbox, team_id)),
        "language": _("Language"),
        "languages": [{"code": code, "name": name} for code, name in languages() if code != "en-gb"],
        "spoken": (get_language() or "en").partition("-")[0],
        "text": "" if where.ticket else _("What is it about?"),
        "send": _("Ask for the call"),
        "close": _("Close"),
        "standing": _standing(standing),
        "off": _("I need no call any more") if standing else "",
    }


@protocol("POST")
def call(request: HttpRequest, inbox: Inbox) -> dict:
    count_use(f"call {hash_of(token_of(request))}", limit=10, seconds=3600)
    count_address("call", request, limit=30, seconds=600)
    body = body_of(request)
    where = _where(request, inbox, body.get("chat"))
    team_id = where.team_id if where.ticket else inbox.team_id
    wish = _wish(body, inbox, team_id)
    count_use(f"call at {hash_of(wish.number)}", limit=6, seconds=24 * 3600)
    with transaction.atomic():
        session, ticket = (
            _begun(request, inbox, body) if where.ticket is None else (where.session, where.ticket)
        )
        assert session
        if is_customer_blocked(session.customer.pk):
            raise turned_away()
        ask_call(ticket, session, wish, by=session.customer, team_id=team_id)
    return {"chat": state_of(session)}


@protocol("POST")
def call_off(request: HttpRequest, inbox: Inbox) -> dict:
    session = chat_in(request, inbox, body_of(request).get("chat"))
    count_use(f"call off {session.visitor_id}", limit=20, seconds=3600)
    decline_call(Ticket.objects.get(pk=session.ticket_id), by=Customer.objects.get(pk=session.customer_id))
    return {"said": _("We do not call you.")}


def _where(request: HttpRequest, inbox: Inbox, number: object) -> Where:
    if not number:
        return Where(None, None)
    known = chat_in(request, inbox, number)
    session = ChatSession.objects.select_related("inbox", "owner", "ticket__customer").get(pk=known.pk)
    return Where(session, session.ticket)


def _begun(request: HttpRequest, inbox: Inbox, body: dict) -> tuple[ChatSession, Ticket]:
    """A new chat with what the shopper wrote; the same again is the same."""
    page, origin = (storable(str(body.get(name) or "")) for name in ("page", "origin"))
    visitor = find_or_create_visitor(token_of(request), origin=origin, page=page)
    given = {**body, "by_mail": True}
    session, _message = start_chat(visitor, inbox, given, client_id=client_id_of(body), is_called=True)
    session = ChatSession.objects.select_related("inbox", "owner", "ticket__customer").get(pk=session.pk)
    return session, session.ticket


def _wish(body: dict, inbox: Inbox, team_id: int | None) -> Wish:
    """What is asked for. Raises Refused when it cannot be."""
    number = number_for(inbox, team_id, body.get("number"))
    language = language_or(body.get("language"), get_language() or "")
    when = body.get("when")
    return Wish(number, language, None if when == NOW else slot_from(_moment(when)))


def _moment(when: object) -> datetime | None:
    try:
        return parse_datetime(when) if isinstance(when, str) else None
    except ValueError:
        return None


def _zone_of(request: HttpRequest, inbox: Inbox, team_id: int | None) -> ZoneInfo:
    """The reader's, as the widget tells it, else the shop's."""
    told, kept = request.GET.get("zone", ""), kept_hours(inbox, team_id)
    return ZoneInfo(told if told in zones() else kept.rules["zone"] if kept else settings.TIME_ZONE)


def _times(offer: Offer, zone: ZoneInfo) -> list[dict[str, str]]:
    """What can be chosen: its value, its words, and the day that it stands below."""
    now = [{"at": NOW, "name": _("As soon as possible"), "day": ""}] if offer.is_now else []
    return now + [_time(each, zone) for each in offer.slots]


def _time(slot: Slot, zone: ZoneInfo) -> dict[str, str]:
    start: datetime = slot.start.astimezone(zone)
    name = format_interval(start, slot.end.astimezone(zone), "Hm", locale=locale())
    if "h" in locale().time_formats["short"].pattern:
        name = format_interval(start, slot.end.astimezone(zone), "hm", locale=locale())
    day = format_skeleton("MMMEd", start, locale=locale())
    return {"at": slot.start.isoformat(), "name": name, "day": day}


def _standing(call: CallBack | None) -> str:
    if call is None:
        return ""
    return _("We call you at the number %(number)s.") % {"number": ending_of(call.number)}
