"""Take mail in only: the SMTP and LMTP listeners and the watched mailboxes."""

import argparse

from .part import Part
from .serve import serve
from .terminal import say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    pass


def perform(options: argparse.Namespace) -> int:
    def make_parts() -> list[Part]:
        from .mailroom import Mailroom

        return [Mailroom()]

    return serve(make_parts, lambda: say("Taking mail in."))
