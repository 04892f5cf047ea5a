"""What the shop's templates have besides."""

from datetime import date

from babel.dates import format_skeleton
from django.utils import translation
from jinja2 import Environment

from .actions.registry import ACTIONS
from .order import OrderStatus
from .timeline import hours


def short_day(day: date) -> str:
    """A day of this year as the reader writes it: 19 Nov, 19. Nov."""
    return format_skeleton("MMMd", day, locale=translation.to_locale(translation.get_language() or "en"))


def action_label(name: str) -> str:
    """An action as people call it; its name when the desk does not know it any more."""
    return str(ACTIONS[name].label) if name in ACTIONS else name


def order_status_label(name: str) -> str:
    """A state of an order as people call it."""
    return str(OrderStatus(name).label) if name in OrderStatus else name


def install(environment: Environment) -> None:
    environment.globals.update(
        short_day=short_day,
        action_label=action_label,
        order_status_label=order_status_label,
        silence=hours,
    )
    environment.tests["has_value"] = lambda options, value: value in options.values()
