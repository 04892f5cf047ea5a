"""Made-up shoppers who come through the real doors: the widget's protocol over HTTP, and mail over SMTP.

Each holds one dialogue: says the first thing, waits for an answer of the desk, thinks, says the next. They
visit this machine only. What they say and who they are is chosen here, in one thread; each then lives in a
thread of their own that touches no database.
"""

import logging
import random
import signal
import threading
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings

from shopbell.core.errors import Refused
from shopbell.core.setting import read, read_int

from ..shop import is_demo
from ..sign_in import is_loopback
from .chatter import hold_chat
from .part import Doors, Part, cast_parts
from .writer import hold_mails

Say = Callable[[str], None]
MOST_AT_ONCE = 200


def send_shoppers(say: Say, *, per_minute: float = 6, seconds: float = 600, seed: int | None = None) -> int:
    """Send `per_minute` shoppers for `seconds`; returns how many came. Ctrl-C or SIGTERM sends them home.

    Raises Refused without the demo shop, and for a desk that is not on this machine.
    """
    check_doors()
    logging.getLogger("httpx").setLevel(logging.WARNING)  # it would tell of every look for an answer
    stop, chance = threading.Event(), random.Random(seed)
    _stop_on_signals(stop)
    say(f"Sending {per_minute:g} shoppers a minute to {settings.SITE_URL}. Ctrl-C sends them home.")
    here: list[threading.Thread] = []
    parts, count, ends = cast_parts(chance), 0, time.monotonic() + seconds
    in_vain: list[Part] = []
    while not stop.is_set() and time.monotonic() < ends:
        here = [shopper for shopper in here if shopper.is_alive()]
        if len(here) < MOST_AT_ONCE:
            here.append(_begin(next(parts), say, stop, chance, in_vain))
            count += 1
        stop.wait(min(chance.expovariate(per_minute / 60), max(0, ends - time.monotonic())))
    stop.set()
    for shopper in here:
        shopper.join(10)
    came = count - len(in_vain)
    say(f"{came} shoppers came; all have gone home.")
    return came


def check_doors() -> None:
    if not is_demo():
        raise Refused(
            "There is no demo shop here, so nobody can shop in it. Start a desk without --empty first."
        )
    host, smtp = urlsplit(settings.SITE_URL).hostname or "", read("SHOPBELL_SMTP_HOST")
    for each in (host, smtp):
        if not is_loopback(each):
            raise Refused(f"Shoppers visit this machine only, and {each} is another one.")


def _begin(
    part: Part, say: Say, stop: threading.Event, chance: random.Random, in_vain: list[Part]
) -> threading.Thread:
    """Let the shopper live; whoever found the door shut is put into `in_vain`."""

    def live() -> None:
        hold = hold_mails if part.channel == "email" else hold_chat
        if not hold(part, doors, say, stop, own):
            in_vain.append(part)

    doors = Doors(
        settings.SITE_URL, read("SHOPBELL_SMTP_HOST"), read_int("SHOPBELL_SMTP_PORT"), settings.OUTBOX
    )
    own = random.Random(chance.random())
    thread = threading.Thread(target=live, daemon=True)
    thread.start()
    return thread


def _stop_on_signals(stop: threading.Event) -> None:
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
