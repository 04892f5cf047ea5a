"""Run everything behind one port: database, pages and sockets in one process, jobs and mail in another."""

import argparse

from shopbell.core.setting import read, read_int

from .desk import refuse_second_copy
from .part import Part
from .serve import add_listening, listen, serve


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_listening(parser)
    parser.add_argument(
        "--empty", action="store_true", help="begin a real shop's desk instead of the demo shop"
    )


def perform(options: argparse.Namespace) -> int:
    if not read("DATABASE_URL"):
        refuse_second_copy()
    sock = listen()

    def prepare() -> None:
        from .first_start import prepare_shop
        from .static import gather

        gather()
        prepare_shop(empty=options.empty)

    def make_parts() -> list[Part]:
        from .backstage import apart
        from .jobs import Jobs
        from .mailroom import Mailroom
        from .pages import Pages
        from .promises import Promises

        behind = [Jobs(read_int("SHOPBELL_WORKER_THREADS")), Promises(), Mailroom()]
        return [*apart(behind, not_ours=sock), Pages(sock)]

    def greet() -> None:
        from .first_start import greet

        greet()

    return serve(make_parts, greet, prepare=prepare, alone=True)
