"""Why the desk cannot start, as one sentence that says what to do. It is shown without a traceback."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NO_SPACE = {errno.ENOSPC, errno.EDQUOT}


class CannotStart(Exception):
    """The text is a whole sentence, fit for the person in front of the terminal."""


def no_space(folder: Path) -> CannotStart:
    return CannotStart(f"The disk of {folder} is full: free some space there and start again.")


@contextmanager
def sentences_about(folder: Path) -> Iterator[None]:
    """Turn what the file system refuses inside this block into a sentence about `folder`."""
    try:
        yield
    except OSError as error:
        if error.errno in NO_SPACE:
            raise no_space(folder) from error
        if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST}:
            raise CannotStart(
                f"The data folder {folder} cannot be written ({error.strerror}): make it a folder of yours, "
                "or name another one with --data."
            ) from error
        raise
