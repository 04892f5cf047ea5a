"""What the shop's templates have besides."""

from datetime import date

from babel.dates import format_skeleton
from django.utils import translation
from jinja2 import Environment


def short_day(day: date) -> str:
    """A day of this year as the reader writes it: 19 Nov, 19. Nov."""
    return format_skeleton("MMMd", day, locale=translation.to_locale(translation.get_language() or "en"))


def install(environment: Environment) -> None:
    environment.globals.update(short_day=short_day)
    environment.tests["has_value"] = lambda options, value: value in options.values()
