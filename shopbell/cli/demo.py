"""Fill in the demo shop, as the first start does, and print its sign-ins."""

import argparse

from .desk import desk
from .terminal import note, say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    pass


def perform(options: argparse.Namespace) -> None:
    with desk():
        from shopbell import demo
        from shopbell.demo.fill import fill

        fill(progress=note)
        for email, password, role in demo.sign_ins():
            say(f"{email}  {password}  {role}")
