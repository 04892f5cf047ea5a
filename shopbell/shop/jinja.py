"""What the shop's templates have besides."""

from datetime import date
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.dates import format_skeleton
from babel.numbers import format_currency
from django.utils import translation
from jinja2 import Environment

from shopbell.core.reader import countries, country_name, locale

from .actions import warranty
from .actions.registry import ACTIONS
from .actions.to_tell import label_page, words_to_read, words_to_tell
from .address import address_line
from .connectors.order_link import order_link
from .order import OrderStatus, status_for_shoppers
from .place_words import part_word, part_words
from .policies.policy import Policy
from .timeline import hours


def short_day(day: date) -> str:
    """A day of this year as the reader writes it: 19 Nov, 19. Nov."""
    return _short_day(day, locale())


@lru_cache(maxsize=1000)  # a table says the same days in each of its lines
def _short_day(day: date, reader: Locale) -> str:
    return format_skeleton("MMMd", day, locale=reader)


def month(day: date) -> str:
    """A month of any year as the reader writes it: Mar 2028."""
    return format_skeleton("yMMM", day, locale=locale())


def action_label(name: str) -> str:
    """An action as people call it; its name when the desk does not know it any more."""
    return str(ACTIONS[name].label) if name in ACTIONS else name


def amount_of(amount: Decimal, currency: str) -> str:
    """An amount in the main unit as the reader writes it: 12.50 as €12.50."""
    return format_currency(amount, currency, locale=locale())


def countries_beside(known: str) -> dict[str, str]:
    """What can be chosen as the country of an address that says `known`: as its shop wrote it, it stays."""
    named = countries()
    return named if not known or known in named else {known: country_name(known)} | named


def rule_title(slug: str) -> str:
    """A rule as people call it; its name when it is there no more."""
    title = Policy.objects.filter(slug=slug).values_list("title", flat=True).first()
    return translation.gettext(title) if title else slug


def order_status_label(name: str) -> str:
    """A state of an order as people call it."""
    return str(OrderStatus(name).label) if name in OrderStatus else name


def install(environment: Environment) -> None:
    environment.globals.update(
        short_day=short_day,
        month_of=month,
        countries_beside=countries_beside,
        part_word=part_word,
        part_words=part_words,
        warranty_ends=warranty.ends,
        action_label=action_label,
        order_status_label=order_status_label,
        status_for_shoppers=status_for_shoppers,
        silence=hours,
        rule_title=rule_title,
        amount_of=amount_of,
        address_line=address_line,
        order_link=order_link,
        label_page=label_page,
        words_to_read=words_to_read,
        words_to_tell=words_to_tell,
    )
    environment.filters["rule_title"] = rule_title
    environment.tests["has_value"] = lambda options, value: value in options.values()
