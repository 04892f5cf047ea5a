"""Background work of search: each task is one call."""

from procrastinate.contrib.django import app

from . import index


@app.task(name="search.catch_up")
def catch_up(timestamp: int) -> int:
    return index.catch_up()
