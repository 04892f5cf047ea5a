"""The drawings of our own articles: SVG files, and the WebP that `bin/pictures` makes of each."""

from hashlib import sha256
from pathlib import Path

FOLDER = Path(__file__).parent / "pictures"
SIZE = (1200, 600)


def drawings() -> list[Path]:
    return sorted(FOLDER.glob("*.svg"))


def mirrored(drawing: Path) -> bool:
    """Whether it is read in an order, so that it comes mirrored too."""
    return 'data-mirrored="yes"' in drawing.read_text(encoding="utf-8")


def drawn_of(drawing: Path) -> str:
    """What a WebP says in its XMP of the drawing that it shows: another one for each change of its strokes."""
    strokes = drawing.read_bytes() + (FOLDER / "drawing.css").read_bytes()
    return sha256(strokes).hexdigest()
