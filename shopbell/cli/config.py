"""Take the configuration out as one file, and bring it into another desk: `shopbell config export|import FILE`.

The file is readable JSON: teams, roles, tags, reasons, inboxes, fields, checklists, macros and shared views, by name.
It holds no password, no agent and no ticket. An import adds and changes, deletes nothing, and does nothing the second
time; --preview says what it would do.
"""

import argparse
import sys
from pathlib import Path

from shopbell.core.embedded_postgres import CannotStart

from .desk import desk
from .terminal import note, say
from .whole_file import refuse_taken, whole_file


def add_arguments(parser: argparse.ArgumentParser) -> None:
    kinds = parser.add_subparsers(dest="kind", required=True, metavar="KIND")
    out = kinds.add_parser("export", help="write the configuration into a file")
    out.add_argument("file", type=Path, help="a new file, or - for standard output")
    into = kinds.add_parser("import", help="make the desk say what a file does")
    into.add_argument("file", type=Path)
    into.add_argument("--preview", action="store_true", help="say what would change, and change nothing")


def perform(options: argparse.Namespace) -> None:
    if options.kind == "export":
        take_out(options.file)
    else:
        bring_in(options.file, is_preview=options.preview)


def take_out(file: Path) -> None:
    is_stream = str(file) == "-"
    if not is_stream:
        refuse_taken(file.absolute())
    with desk():
        from shopbell.configuration.document import export_configuration

        text = export_configuration()
    if is_stream:
        sys.stdout.write(text)
        return
    with whole_file(file.absolute(), "configuration") as fresh:
        fresh.write_text(text, encoding="utf-8")
    note(f"The configuration is in {file.absolute()}.")


def bring_in(file: Path, *, is_preview: bool) -> None:
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise CannotStart(f"There is no file {file}.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise CannotStart(f"{file} cannot be read: {error}") from None
    with desk():
        from shopbell.configuration.document import import_configuration, preview_configuration
        from shopbell.core.errors import Refused

        try:
            changes = (preview_configuration if is_preview else import_configuration)(text)
        except Refused as refusal:
            raise CannotStart(f"{refusal} Nothing was changed.") from None
    for change in changes:
        keys = "" if change.is_new else f": {', '.join(key for key, _old, _new in change.parts)}"
        say(f"{'new    ' if change.is_new else 'changed'} {change.section} “{change.name}”{keys}")
    note(f"{len(changes)} {'would change' if is_preview else 'changed'}." if changes else "Nothing differs.")
