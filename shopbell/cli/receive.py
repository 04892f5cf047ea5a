"""Take in one raw e-mail from standard input and print, as JSON, what became of it."""

import argparse
import json
import sys

from .desk import desk
from .terminal import say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    pass


def perform(options: argparse.Namespace) -> None:
    raw = sys.stdin.buffer.read()
    with desk():
        from shopbell.channels.email.receive import receive

        say(json.dumps(receive(raw), ensure_ascii=True, default=str))
