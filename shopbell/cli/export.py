"""Take data out for other programs: `shopbell export tickets FILE` writes a line of JSON for each ticket."""

import argparse
import json
import sys
from pathlib import Path
from typing import TextIO

from .desk import desk
from .terminal import Progress, note
from .whole_file import refuse_taken, whole_file


def add_arguments(parser: argparse.ArgumentParser) -> None:
    kinds = parser.add_subparsers(dest="kind", required=True, metavar="KIND")
    tickets = kinds.add_parser("tickets", help="tickets with customer, messages, files and timeline")
    tickets.add_argument("file", type=Path, help="a new file, or - for standard output")


def perform(options: argparse.Namespace) -> None:
    if str(options.file) == "-":
        with desk():
            write_tickets(sys.stdout)
        return
    target = options.file.absolute()
    refuse_taken(target)
    with desk(), whole_file(target, "export") as fresh, fresh.open("w", encoding="utf-8") as file:
        count = write_tickets(file)
    note(f"{count:,} tickets are in {target}.")


def write_tickets(file: TextIO) -> int:
    from django.core.serializers.json import DjangoJSONEncoder

    from shopbell.tickets.export import exported_tickets

    progress, count = Progress("{:,} tickets written."), 0
    for ticket in exported_tickets():
        file.write(json.dumps(ticket, cls=DjangoJSONEncoder) + "\n")
        count += 1
        progress.at(count)
    return count
