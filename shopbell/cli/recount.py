"""Sum up anew what reports keep: the promises and first contacts of each day, and the figures of equal treatment."""

import argparse

from .desk import desk
from .terminal import note


def add_arguments(parser: argparse.ArgumentParser) -> None:
    pass


def perform(options: argparse.Namespace) -> None:
    with desk():
        from django.utils import timezone

        from shopbell.promises.all_sums import differing_days, forget_sums, sum_up
        from shopbell.promises.treated import forget_treatment, measure_treatment

        now = timezone.now()
        if differing := differing_days():
            note(f"Days whose sums were wrong: {', '.join(map(str, differing))}.")
        forget_sums()
        note(f"Days summed up: {sum_up(now):,}.")
        forget_treatment(now)
        note(f"Figures of equal treatment: {measure_treatment(now):,}.")
