"""Keeping a picture, film with its captions, sound or document for articles."""

import io
import mimetypes
from itertools import chain
from uuid import UUID, uuid4

from django.core.files.base import File
from django.utils.translation import gettext as _

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.accounts.photo import keep_picture
from shopbell.core import blob
from shopbell.core.captions import CAPTIONS, captions_in
from shopbell.core.download import INLINE, PICTURES
from shopbell.core.errors import Refused
from shopbell.core.file_type import BEGIN, UNKNOWN, type_of
from shopbell.tickets.attachment import clean_name, refuse_programs

from .help_file import HelpFile
from .picture_size import make_sizes

MOST_BYTES = 100 * 1024 * 1024
MOST_PIXELS = (1600, 1600)
DOCUMENTS = {"application/pdf"}


def keep_help_file(
    file: File, name: str, size_bytes: int, *, by: Agent, known_as: UUID | None = None
) -> HelpFile:
    """Keep `file` for articles, with the number `known_as` or a new one. Pictures are encoded anew, at most 1600 px
    wide or high, and in smaller sizes. Raises Refused.
    """
    by.require(Permission.HELP_WRITE)
    refuse_programs(name)
    name = clean_name(name)
    if size_bytes > MOST_BYTES:
        raise Refused(_("This file is larger than 100 MB. Make it smaller, or link to it."))
    if name.lower().endswith(".vtt"):
        captions = captions_in(file, size_bytes)
        return _kept(name, CAPTIONS, len(captions), blob.put(captions), by, known_as)
    begin = file.read(BEGIN)
    kind = type_of(begin, mimetypes.guess_type(name)[0] or UNKNOWN)
    if kind not in INLINE | DOCUMENTS:
        raise Refused(_("Articles take pictures, films, sounds and PDFs. Choose such a file."))
    if kind in PICTURES and kind != "image/gif":  # a GIF may move, and would stand still
        file.seek(0)
        key, kind, name = (
            keep_picture(io.BytesIO(file.read()), size_bytes, _small),
            "image/webp",
            f"{name.rpartition('.')[0] or name}.webp",
        )
    else:
        key, size_bytes = blob.put_chunks(chain([begin], iter(lambda: file.read(blob.CHUNK), b"")))
    kept = _kept(name, kind, size_bytes, key, by, known_as)
    if kind in PICTURES:
        make_sizes(kept)
    return kept


def keep_own_picture(webp: bytes, name: str, *, by: Agent, known_as: UUID) -> HelpFile:
    """Keep a picture that came with the desk as it is, and in smaller sizes."""
    kept = _kept(name, "image/webp", len(webp), blob.put(webp), by, known_as)
    make_sizes(kept)
    return kept


def _kept(name: str, kind: str, size_bytes: int, key: str, by: Agent, known_as: UUID | None) -> HelpFile:
    return HelpFile.objects.create(
        pk=known_as or uuid4(), name=name, type=kind, size_bytes=size_bytes, blob=key, kept_by=by
    )


def _small(whole):
    whole.thumbnail(MOST_PIXELS)
    return whole.convert("RGBA" if "A" in whole.getbands() or "transparency" in whole.info else "RGB")
