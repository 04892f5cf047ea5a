"""Reading pictures of others."""

import struct

from PIL import Image, UnidentifiedImageError

# what Pillow raises for a file that is no picture, a broken one, or one that unpacks to any size
BROKEN = (
    UnidentifiedImageError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
    OSError,
    SyntaxError,
    ValueError,
    struct.error,  # of EXIF that ends too early
)
