"""Answer pages only; sockets, jobs and mail run elsewhere."""

import argparse

from .part import Part
from .serve import add_listening, listen, serve
from .terminal import say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_listening(parser)


def perform(options: argparse.Namespace) -> int:
    sock = listen()

    def prepare() -> None:
        from .static import gather

        gather()

    def make_parts() -> list[Part]:
        from .pages import Pages

        return [Pages(sock, with_sockets=False)]

    return serve(
        make_parts, lambda: say(f"Pages are answered on port {sock.getsockname()[1]}."), prepare=prepare
    )
