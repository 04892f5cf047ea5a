"""List the jobs that failed, and run them again with --again; exit code 1 while there are any."""

import argparse

from .desk import desk
from .terminal import note, say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--again", nargs="*", type=int, metavar="NUMBER", help="run these again; without numbers, all"
    )


def perform(options: argparse.Namespace) -> int:
    with desk():
        from shopbell.core.job import run_again, troubled_jobs

        if options.again is not None:
            note(f"Jobs that run again: {run_again(options.again or None)}.")
            return 0
        jobs = troubled_jobs()
        for job in jobs:
            moment = f"{job.again_at:%Y-%m-%d %H:%M} UTC" if job.again_at else "once"
            state = "failed for good" if job.is_given_up else f"again at {moment}"
            say(f"{job.id}  {job.task}  {job.words}  {job.attempts} tries, {state}")
        if not jobs:
            note("No job failed.")
        return 1 if jobs else 0
