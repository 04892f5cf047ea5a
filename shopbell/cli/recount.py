"""Sum up anew what reports keep of each day; until that is done, they count the outcomes themselves."""

import argparse

from .desk import desk
from .terminal import note


def add_arguments(parser: argparse.ArgumentParser) -> None:
    pass


def perform(options: argparse.Namespace) -> None:
    with desk():
        from django.utils import timezone

        from shopbell.promises.day_sums import differing_days, forget_sums, sum_up

        if differing := differing_days():
            note(f"Days whose sums were wrong: {', '.join(map(str, differing))}.")
        forget_sums()
        note(f"Days summed up: {sum_up(timezone.now()):,}.")
