"""What is asked for: a call at a number, in a language, within a slot or as soon as possible."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from shopbell.channels.inbox import Inbox
from shopbell.core.errors import Refused
from shopbell.promises.business_hours import BusinessHours, hours_for

from .number import checked_number
from .slots import LENGTH, Slot


@dataclass(frozen=True)
class Wish:
    """Where to call, in which language, and in which slot; None is as soon as possible."""

    number: str
    language: str = ""
    slot: Slot | None = None


def kept_hours(inbox: Inbox, team_id: int | None) -> BusinessHours | None:
    return hours_for(team_id=team_id, inbox_id=inbox.pk, channel=inbox.channel)


def number_for(inbox: Inbox, team_id: int | None, written: object) -> str:
    """The number as E.164; one without a country code is of the country of the hours. Raises Refused."""
    kept = kept_hours(inbox, team_id)
    return checked_number(written, kept.rules["country"] if kept else "")


def language_or(asked: object, otherwise: str) -> str:
    """The language that is asked for, if the desk speaks it."""
    return asked if isinstance(asked, str) and asked in dict(settings.LANGUAGES) else otherwise


def slot_from(start: datetime | None) -> Slot:
    """The slot that begins at `start`. Raises Refused where that is no moment."""
    try:
        if start and start.tzinfo:
            return Slot(start, start + LENGTH)
    except OverflowError:
        pass
    raise Refused(_("This time is gone. Choose another one."))
