"""Pictures of articles in smaller sizes, so that a phone does not load what only a wide screen shows.

They are made when a picture is kept; those from before are made by the sweep, some at a time.
"""

import io
import re
from html import escape
from urllib.parse import unquote

from django.db import models
from PIL import Image

from shopbell.core import blob
from shopbell.core.blob_key import BlobKey
from shopbell.core.picture import BROKEN

from .films import untitled
from .help_file import HelpFile

WIDTHS = (400, 800)
PORTION = 50
SHOWN = "(max-width: 760px) 100vw, 720px"  # how wide a picture of an article is at most (help.css)
PICTURE = re.compile(r'<img\b([^>]*?)\ssrc="(/help/files/([0-9a-f-]{36})/[^"]*)"([^>]*)>')
DESCRIBED = re.compile(r'\salt="[^"]*[^"\s][^"]*"')
SIDES = re.compile(r'\s(?:width|height)="[^"]*"')


class PictureSize(models.Model):
    file = models.ForeignKey(HelpFile, models.CASCADE, related_name="sizes")
    width = models.PositiveIntegerField()
    blob = BlobKey()

    class Meta:
        ordering = ["width"]
        constraints = [models.UniqueConstraint(fields=["file", "width"], name="picture_size_once")]


def make_sizes(file: HelpFile) -> None:
    """Note how wide and high the picture is, and keep it in the widths below; a GIF may move and has only itself."""
    try:
        picture = Image.open(io.BytesIO(blob.get(file.blob)))
        picture.load()
    except (*BROKEN, blob.Missing, blob.Damaged):
        file.width = file.height = 0  # not looked at again
        file.save(update_fields=["width", "height"])
        return
    for width in WIDTHS if file.type != "image/gif" else ():
        if width < picture.width:
            height = max(1, round(picture.height * width / picture.width))
            out = io.BytesIO()
            picture.resize((width, height), Image.Resampling.LANCZOS).save(out, "WEBP", quality=82)
            file.sizes.get_or_create(width=width, defaults={"blob": blob.put(out.getvalue())})
    file.width, file.height = picture.size
    file.save(update_fields=["width", "height"])


def make_missing_sizes() -> int:
    """Make those of some pictures that have none yet; how many were looked at."""
    found = list(HelpFile.objects.filter(type__startswith="image/", width=None).order_by("pk")[:PORTION])
    for file in found:
        make_sizes(file)
    return len(found)


def with_pictures(html: str) -> str:
    """`html` whose pictures say their sizes, so that nothing jumps, and are loaded when they come into sight."""
    keys = {match[3] for match in PICTURE.finditer(html)}
    if not keys:
        return html
    files = HelpFile.objects.filter(pk__in=keys).prefetch_related("sizes")
    known = {str(file.pk): file for file in files}

    def show(match: re.Match[str]) -> str:
        before, address, key, after = match.groups()
        file = known.get(key)
        if not file or not file.width:
            return f'<img{before} src="{address}"{after} loading="lazy">'
        others = SIDES.sub("", before) + SIDES.sub("", after)
        sizes = [f"{address}?w={size.width} {size.width}w" for size in file.sizes.all()]
        every = ", ".join([*sizes, f"{address} {file.width}w"])
        offered = f' srcset="{escape(every)}" sizes="{SHOWN}"' if sizes else ""
        sides = f'width="{file.width}" height="{file.height}"'
        return f'<img src="{address}"{others} {sides}{offered} loading="lazy">'

    return PICTURE.sub(show, html)


def first_picture(html: str) -> str:
    """The address of the first own picture that stands in `html`; empty without one."""
    match = PICTURE.search(html)
    return match[2] if match else ""


def undescribed(body: str) -> list[str]:
    """The names of the pictures and own films that say nothing to readers who cannot see them."""
    silent = [each for each in PICTURE.finditer(body) if not DESCRIBED.search(f"{each[1]} {each[4]}")]
    return [unquote(each[2].rpartition("/")[2]) for each in silent] + untitled(body)
