"""Background work of the community: each task is one call."""

from django.utils import timezone
from procrastinate.contrib.django import app

from shopbell.core.patience import Patience

from . import author_told, following, joining, ticketing
from .joining import SEND, sweep_joinings
from .moderation import TELL
from .showing import SPREAD


@app.task(name=SPREAD, retry=Patience())
def spread(post_id: int) -> None:
    ticketing.spread(post_id)


@app.task(name=TELL, retry=Patience())
def tell_author(decision_id: int) -> None:
    author_told.tell_author(decision_id)


@app.task(name=SEND, retry=Patience())
def send_joining(joining_id: int) -> None:
    joining.send_joining(joining_id)


@app.task(name="community.sweep")
def sweep(timestamp: int) -> int:
    return sweep_joinings(timezone.now())


@app.task(name="community.mail_news")
def mail_news(timestamp: int) -> int:
    return following.mail_news(timezone.now())


@app.task(name="community.open_for_silent_topics")
def open_for_silent_topics(timestamp: int) -> int:
    return ticketing.open_for_silent_topics(timezone.now())
