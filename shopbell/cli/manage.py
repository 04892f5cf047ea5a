"""Run a command of Django's with the desk's database up, for those who build Shopbell."""

import argparse
import sys

from .desk import database


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("words", nargs=argparse.REMAINDER, metavar="ARGS", help="as after manage.py")


def perform(options: argparse.Namespace) -> int:
    with database():
        from django.core.management import execute_from_command_line

        sys.argv = ["shopbell manage", *options.words]
        execute_from_command_line(sys.argv)
    return 0
