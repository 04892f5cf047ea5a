"""The files that somebody brings in: one Markdown file, or a zip of them with their pictures.

A zip is a stranger's. What it claims is checked before anything is unpacked, and no more is read than it claims; names
are only ever compared with the names in links, never used as places on a disk.
"""

import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import BinaryIO

from django.utils.translation import gettext as _

from shopbell.core.errors import Refused

MOST_FILES = 2_000
MOST_BYTES = 300 * 1024 * 1024  # unpacked
MOST_DIRECTORY = 2 * 1024 * 1024  # of the zip's own list, which fills the memory before it can be counted
MARKDOWN = (".md", ".markdown")
LEFT_OUT = {"__MACOSX", "Thumbs.db", "desktop.ini"}  # what machines put there by themselves
END, ZIP64, LONGEST_COMMENT = b"PK\x05\x06", b"PK\x06\x07", 65_535
BROKEN = (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError, zlib.error)


class Folder:
    """What is brought in, by path. Raises Refused, in a sentence, for what nobody should unpack."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        self._file = file
        self._zip: zipfile.ZipFile | None = None
        if file.read(4) == b"PK\x03\x04":
            self._zip = _opened(file)
            self.paths = list(_checked(self._zip))
        elif name.lower().endswith(MARKDOWN):
            self.paths = [PurePosixPath(name.replace("\\", "/")).name]
        else:
            raise Refused(_("Choose a Markdown file (.md), or a zip of such files with their pictures."))
        if not self.texts:
            raise Refused(_("The zip holds no Markdown file (.md)."))

    @property
    def texts(self) -> list[str]:
        """The paths of the Markdown files, in their order."""
        return [path for path in self.paths if path.lower().endswith(MARKDOWN)]

    def size(self, path: str) -> int:
        """In bytes, unpacked."""
        if self._zip:
            return self._zip.getinfo(path).file_size
        return self._file.seek(0, 2)

    def read(self, path: str, most: int) -> bytes:
        """The whole file. Raises Refused when it is longer than `most` or broken."""
        if self.size(path) > most:
            raise Refused(_("It is larger than %(limit)s MB.") % {"limit": most // 1024 // 1024})
        if not self._zip:
            self._file.seek(0)
            return self._file.read()
        try:
            return self._zip.read(path)
        except BROKEN:
            raise Refused(_("It cannot be unpacked: the zip is broken there.")) from None


def _opened(file: BinaryIO) -> zipfile.ZipFile:
    directory = _directory_bytes(file)
    if directory is None:
        raise Refused(_("The zip is broken. Make it anew."))
    if directory > MOST_DIRECTORY:
        raise _too_many()
    try:
        return zipfile.ZipFile(file)
    except BROKEN:
        raise Refused(_("The zip is broken. Make it anew.")) from None


def _directory_bytes(file: BinaryIO) -> int | None:
    """How long the zip's list of its files is, as its end says; None where it has no end. One of ZIP64 is too long."""
    size = file.seek(0, 2)
    file.seek(max(0, size - LONGEST_COMMENT - 42))
    tail = file.read()
    at = tail.rfind(END)
    if at < 0 or len(tail) < at + 22:
        return None
    if tail[max(0, at - 20) : at].startswith(ZIP64):
        return MOST_DIRECTORY + 1
    return struct.unpack_from("<L", tail, at + 12)[0]


def _checked(folder: zipfile.ZipFile) -> Iterator[str]:
    """The paths of the files in it that people put there."""
    every = folder.infolist()
    if len(every) > MOST_FILES:
        raise _too_many()
    if sum(each.file_size for each in every) > MOST_BYTES:
        limit = {"limit": MOST_BYTES // 1024 // 1024}
        raise Refused(_("Unpacked, the zip is larger than %(limit)s MB. Make several of it.") % limit)
    seen = set()
    for each in every:
        path = PurePosixPath(each.filename)
        named = {"name": each.filename[:100]}
        if path.is_absolute() or ".." in path.parts or "\\" in each.filename or each.filename[1:2] == ":":
            raise Refused(_("The zip names a place outside of itself: %(name)s. Make it anew.") % named)
        if stat.S_ISLNK(each.external_attr >> 16):
            raise Refused(_("The zip holds a link instead of a file: %(name)s. Put the file there.") % named)
        if each.flag_bits & 1:
            raise Refused(_("The zip is locked with a password. Make one without."))
        if each.filename in seen:
            raise Refused(_("The zip holds two files of one name: %(name)s. Make it anew.") % named)
        seen.add(each.filename)
        if not each.is_dir() and not any(part in LEFT_OUT or part.startswith(".") for part in path.parts):
            yield each.filename


def _too_many() -> Refused:
    return Refused(
        _("The zip holds more than %(limit)s files. Make several of it.") % {"limit": f"{MOST_FILES:,}"}
    )
