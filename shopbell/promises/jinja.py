"""What the templates of promises have besides."""

from datetime import date

from babel.dates import format_skeleton
from jinja2 import Environment

from shopbell.core.reader import locale

from .duration import duration
from .promise import promise_of


def weekday(day: date) -> str:
    """Mon, Mo., lun."""
    return format_skeleton("EEE", day, locale=locale())


def install(environment: Environment) -> None:
    environment.globals.update(duration=duration, weekday=weekday, told_promise=promise_of)
