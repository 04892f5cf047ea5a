"""What searches say of what to write next, in the help centre's list of it."""

from collections.abc import Iterable
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import ngettext

from shopbell.helpcenter.wishes import Asked, Wish

from .in_vain import Vain, found_nothing, then_wrote

FEWEST = 2  # visits: one may be anything


def searched_in_vain(asked: Asked) -> list[Wish]:
    """What found nothing."""
    return [_wish(row, _in_vain(row.visits)) for row in _of_several(found_nothing(asked.since))]


def searched_before_tickets(asked: Asked) -> list[Wish]:
    """What found something, after which people wrote all the same, surely more often than after other searches."""
    return [_wish(row, _before_tickets(row.visits)) for row in _of_several(then_wrote(asked.since))]


def _in_vain(count: int) -> str:
    return ngettext(
        "searched in %(num)d visit, and nothing found", "searched in %(num)d visits, and nothing found", count
    )


def _before_tickets(count: int) -> str:
    return ngettext(
        "a ticket was written after %(num)d search for it",
        "a ticket was written after %(num)d searches for it",
        count,
    )


def _of_several(rows: Iterable[Vain]) -> list[Vain]:
    return [row for row in rows if row.visits >= FEWEST]


def _wish(row: Vain, why: str) -> Wish:
    begun = f"{reverse('help-desk-new')}?{urlencode({'title': row.words, 'language': row.language})}"
    return Wish(row.key, row.words, why % {"num": row.visits}, begun, is_new=True)
