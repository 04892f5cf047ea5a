"""A file that appears whole or not at all, readable by its owner only, and never in the place of another."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from shopbell.core.embedded_postgres import CannotStart
from shopbell.core.embedded_postgres.cannot_start import NO_SPACE


def refuse_taken(target: Path) -> None:
    """CannotStart when no file can be made there: ask before any work is done for it."""
    if target.exists():
        raise CannotStart(f"{target} exists already: name another file.")
    if not target.parent.is_dir():
        raise CannotStart(f"There is no folder {target.parent}.")


@contextmanager
def whole_file(target: Path, noun: str) -> Iterator[Path]:
    """An empty file beside `target` to write into. It gets that name when the block ends well, else it goes.

    What the file system refuses meanwhile becomes a sentence, in which the file is a `noun`.
    """
    with _sentences_about(target, noun):
        descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".part")
        try:
            yield Path(name)
            os.fsync(descriptor)
            _name(Path(name), target)
        finally:
            os.close(descriptor)
            Path(name).unlink(missing_ok=True)


def _name(fresh: Path, target: Path) -> None:
    try:
        os.link(fresh, target)  # unlike a rename, it never takes the place of a file that came meanwhile
    except FileExistsError:
        raise CannotStart(f"{target} exists already: name another file.") from None


@contextmanager
def _sentences_about(target: Path, noun: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in NO_SPACE:
            raise CannotStart(f"The disk of {target.parent} is full: no {noun} was made.") from error
        if isinstance(error, PermissionError):
            raise CannotStart(f"{error.filename or target} is closed to us ({error.strerror}).") from error
        if isinstance(error, FileNotFoundError):
            raise CannotStart(
                f"{error.filename or target} went away meanwhile: no {noun} was made."
            ) from error
        raise
