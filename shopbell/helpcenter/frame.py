"""What the frame of the help centre needs (help/base.html), on its own pages and on those of other floors."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language

from shopbell.channels.brand import Brand
from shopbell.channels.doors import doors
from shopbell.channels.known_trouble import troubles
from shopbell.channels.legal import legal_pages

from .centre import HelpCentre
from .neighbour import foot_in, neighbours_in
from .reading import Reader


def frame_with(centre: HelpCentre, reader: Reader, tongues: list[tuple[str, str, str]]) -> dict[str, Any]:
    """`tongues`: code, own name and address of the page in each language."""
    return {
        "brand": Brand.current(),
        "centre": centre,
        "reader": reader,
        "doors": doors(reader.language),
        "troubles": troubles(reader.language),
        "tongues": tongues,
        "legal": legal_pages(reader.language),
        "neighbours": neighbours_in(reader.language),
        "foot": foot_in(reader.language),
    }


def frame_of(request: HttpRequest) -> dict[str, Any]:
    """For a page of another floor, whose address takes the language as `?lang=`."""
    centre = HelpCentre.current()
    tongues = [(code, own, f"{request.path}?lang={code}") for code, own in centre.spoken()]
    return frame_with(centre, Reader(centre.nearest(get_language() or "")), tongues)
