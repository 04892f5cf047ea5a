"""Seal every kept secret anew with the key of now, so that SHOPBELL_OLD_SECRET_KEYS can be emptied.

Restart all of the desk with the new key first; it may run meanwhile, and this may be broken off and run again.
Exit code 1 when there are secrets that no key opens.
"""

import argparse

from .desk import desk
from .terminal import complain, note


def add_arguments(parser: argparse.ArgumentParser) -> None:
    pass


def perform(options: argparse.Namespace) -> int:
    with desk():
        from shopbell.core.sealed import Key
        from shopbell.core.sealed_places import count_by_key, seal_anew

        note(f"Secrets sealed anew: {seal_anew():,}.")
        lost = count_by_key()[Key.LOST]
    if lost:
        complain(
            f"No key of the desk opens {lost:,} others. They are as they were: `shopbell doctor` says more."
        )
    return 1 if lost else 0
