"""Send made-up shoppers through the real doors, chat and mail, to see the desk at work."""

import argparse
import re

from shopbell.core.embedded_postgres import CannotStart

from .desk import desk
from .terminal import say

UNITS = {"s": 1, "m": 60, "h": 3600}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--per-minute", type=pace, default=6, metavar="N", help="how many come in a minute (default 6)"
    )
    parser.add_argument(
        "--for",
        type=stretch,
        default=600,
        metavar="TIME",
        dest="seconds",
        help="how long: 90s, 10m, 2h (default 10m)",
    )
    parser.add_argument("--seed", type=int, help="a number: the same shoppers again")


def perform(options: argparse.Namespace) -> None:
    with desk():
        from shopbell.core.errors import Refused
        from shopbell.demo.shoppers import send_shoppers

        try:
            send_shoppers(say, per_minute=options.per_minute, seconds=options.seconds, seed=options.seed)
        except Refused as refusal:
            raise CannotStart(str(refusal)) from None


def pace(text: str) -> float:
    number = float(text)
    if not 0 < number <= 600:
        raise argparse.ArgumentTypeError("between 0 and 600 a minute, please")
    return number


def stretch(text: str) -> int:
    """Seconds of a stretch of time like 90s, 10m or 2h."""
    match = re.fullmatch(r"(\d{1,6})([smh]?)", text)
    if not match:
        raise argparse.ArgumentTypeError(f"write a time like 90s, 10m or 2h, not {text}")
    return int(match[1]) * UNITS[match[2] or "s"]
