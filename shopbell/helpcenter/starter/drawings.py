"""The drawings of our own articles: SVG files, and the WebP or MP4 that `bin/pictures` makes of each."""

import re
from hashlib import sha256
from pathlib import Path

PICTURES = Path(__file__).parent / "pictures"
FILMS = Path(__file__).parent / "films"
SIZE = (1200, 600)
FILM_SIZE = (960, 540)
SECONDS = re.compile(r'data-seconds="([\d.]+)" data-still="([\d.]+)"')


def drawings() -> list[Path]:
    return sorted(PICTURES.glob("*.svg"))


def films() -> list[Path]:
    """Those that move."""
    return sorted(FILMS.glob("*.svg"))


def mirrored(drawing: Path) -> bool:
    """Whether it is read in an order, so that it comes mirrored too."""
    return 'data-mirrored="yes"' in drawing.read_text(encoding="utf-8")


def seconds_of(film: Path) -> tuple[float, float]:
    """How long it is, and the second whose picture stands there before it plays."""
    found = SECONDS.search(film.read_text(encoding="utf-8"))
    if not found:
        raise ValueError(f"{film.name} does not say its seconds.")
    return float(found[1]), float(found[2])


def drawn_of(drawing: Path) -> str:
    """What a WebP (in its XMP) or an MP4 (as its comment) says of the drawing that it shows: another one for each
    change of its strokes."""
    strokes = drawing.read_bytes() + (PICTURES / "drawing.css").read_bytes()
    return sha256(strokes).hexdigest()
