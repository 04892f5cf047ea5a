"""An agent's picture: whatever was uploaded becomes a square of 256 px that we encoded ourselves.

Nothing of the uploaded bytes is kept, so no place, no camera and no trick inside a picture file goes on.
"""

import io
import warnings
from collections.abc import Callable
from typing import BinaryIO

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from shopbell.core import blob
from shopbell.core.errors import Refused
from shopbell.core.picture import BROKEN

SIDE = 256
MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 50_000_000
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
TYPE = "image/webp"


def keep_photo(file: BinaryIO, size_bytes: int) -> str:
    """Keep the picture in `file` as a square and return its blob key. Raises Refused when it is no picture."""
    return keep_picture(file, size_bytes, lambda whole: ImageOps.fit(whole.convert("RGB"), (SIDE, SIDE)))


def keep_picture(
    file: BinaryIO, size_bytes: int, shaped: Callable[[Image.Image], Image.Image], *, kind: str = "WEBP"
) -> str:
    """Keep what `shaped` makes of the picture in `file`, as WebP or another `kind`, and return its blob key.

    Raises Refused.
    """
    if size_bytes > MAX_BYTES:
        raise Refused(_("This picture is larger than 10 MB. Choose a smaller one."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(file, formats=FORMATS)
            if picture.width * picture.height > MAX_PIXELS:
                raise Refused(_("This picture has too many pixels. Choose one of at most 50 megapixels."))
            kept = shaped(ImageOps.exif_transpose(picture))
    except BROKEN:
        raise Refused(_("This file is not a picture. Choose a JPEG, PNG, WebP or GIF.")) from None
    out = io.BytesIO()
    kept.save(out, kind, quality=82)
    return blob.put(out.getvalue())
