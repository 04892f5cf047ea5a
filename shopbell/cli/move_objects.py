"""Move attachments and raw mail from the data folder into the bucket that the settings name, or from another place.

The desk may run meanwhile: it puts into the bucket what is new, and looks in the folder for what is not moved yet.
Broken off, it goes on where it was. From a bucket (--from) into the folder or another bucket it wants the desk stopped.
"""

import argparse

from .desk import desk
from .terminal import Progress, note, say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--from",
        dest="source",
        default="",
        metavar="BUCKET",
        help="s3://bucket/prefix to move out of; it is opened with the same SHOPBELL_OBJECT_STORE_… settings",
    )


def perform(options: argparse.Namespace) -> int:
    with desk():
        from shopbell.core import blob
        from shopbell.core.embedded_postgres import CannotStart
        from shopbell.core.object_store.access import read_access
        from shopbell.core.object_store.moving import move

        source = blob.bucket(read_access(options.source)) if options.source else blob.folder()
        target = blob.store()
        if str(source) == str(target):
            raise CannotStart(
                f"The files lie in {target} already: name another place in SHOPBELL_OBJECT_STORE."
            )
        note(f"Moving from {source} to {target}.")
        progress, count = Progress("{:,} files moved."), 0
        try:
            for count, _key in enumerate(move(source, target), 1):  # noqa: B007 (told below)
                progress.at(count)
        except KeyboardInterrupt:
            note(f"Broken off after {count:,} files. The same command goes on.")
            raise
    say(f"{count:,} files are in {target} now.")
    return 0
