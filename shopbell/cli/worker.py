"""Work on jobs only: deliveries, reactions, the timetable; and watch over promises."""

import argparse

from shopbell.core.setting import read_int

from .part import Part
from .serve import serve
from .terminal import say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--threads", type=int, help="jobs worked on at once (SHOPBELL_WORKER_THREADS)")


def perform(options: argparse.Namespace) -> int:
    threads = options.threads or read_int("SHOPBELL_WORKER_THREADS")

    def make_parts() -> list[Part]:
        from .jobs import Jobs
        from .promises import Promises

        return [Jobs(threads), Promises()]

    return serve(make_parts, lambda: say(f"Working on jobs, {threads} at once."))
