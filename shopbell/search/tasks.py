"""Background work of search: each task is one call."""

from django.utils import timezone
from procrastinate.contrib.django import app

from . import index
from .help import from_news, pairing
from .help import index as help_index
from .help.again import search_again
from .help.asked import sweep_searches
from .meaning import vectors


@app.task(name="search.catch_up")
def catch_up(timestamp: int) -> int:
    return index.catch_up()


@app.task(name="search.catch_up_help")
def catch_up_help(timestamp: int) -> int:
    from_news.note_published()
    left = help_index.catch_up()
    vectors.catch_up()
    pairing.catch_up()
    return left


@app.task(name="search.read_policies_again")
def read_policies_again(timestamp: int) -> int:
    """Rules begin and end by the clock, and no row changes then. The shop's own words may name their values."""
    return sum(map(help_index.mark_due, ("policy", "legal")))


@app.task(name="search.search_again")
def search_again_what_was_in_vain(timestamp: int) -> int:
    return search_again(timezone.now())


@app.task(name="search.forget_searches")
def forget_searches(timestamp: int) -> int:
    return sweep_searches(timezone.now())
