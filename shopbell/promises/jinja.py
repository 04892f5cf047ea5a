"""What the templates of promises have besides."""

from datetime import date, timedelta

from babel.dates import format_skeleton
from jinja2 import Environment

from shopbell.core.reader import locale

from .duration import duration, left_to_right
from .goal_default import name_said
from .told import awaited_in


def weekday(day: date) -> str:
    """Mon, Mo., lun."""
    return format_skeleton("EEE", day, locale=locale())


def shown_duration(time: timedelta) -> str:
    return left_to_right(duration(time))


def install(environment: Environment) -> None:
    words = {"duration": shown_duration, "weekday": weekday, "goals_said": name_said}
    environment.globals.update(words, told_promise=awaited_in)
