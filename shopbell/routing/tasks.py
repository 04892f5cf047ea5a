"""Background work of the routing: each task is one call."""

from django.utils import timezone
from procrastinate.contrib.django import app

from shopbell.core.patience import Patience

from . import answering, looking
from .assigning import EXPIRE


@app.task(name=EXPIRE, retry=Patience())
def expire_offer(offer_id: int) -> None:
    answering.expire_offer(offer_id)


@app.task(name=looking.LOOK)
def look() -> None:
    looking.look()


@app.task(name=looking.LOOK_AGAIN)
def look_again(absent: list[int]) -> None:
    looking.look(absent=absent)


@app.task(name="routing.look_each_minute")
def look_each_minute(timestamp: int) -> None:
    looking.look_each_minute(timezone.now())
