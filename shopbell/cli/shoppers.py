"""Send made-up shoppers through the real doors, chat and mail, to see the desk at work."""

import argparse

from .desk import desk


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("words", nargs=argparse.REMAINDER, metavar="OPTIONS", help="--help shows them")


def perform(options: argparse.Namespace) -> int | None:
    with desk():
        from shopbell.demo import shoppers

        return shoppers.main(options.words)
