"""What the templates of promises have besides."""

from datetime import date, timedelta

from babel.dates import format_skeleton
from django.utils.translation import get_language_bidi
from jinja2 import Environment

from shopbell.core.reader import locale

from .duration import duration
from .goal_default import name_said
from .promise import promise_of


def weekday(day: date) -> str:
    """Mon, Mo., lun."""
    return format_skeleton("EEE", day, locale=locale())


def shown_duration(time: timedelta) -> str:
    """Its units are read from left to right, also among words that are not."""
    return f"\u2066{duration(time)}\u2069" if get_language_bidi() else duration(time)


def install(environment: Environment) -> None:
    words = {"duration": shown_duration, "weekday": weekday, "goals_said": name_said}
    environment.globals.update(words, told_promise=promise_of)
