"""The pictures of a mail that lie elsewhere: which wait until they are asked for, and which never load."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from shopbell.core.style_attribute import picture_in

from .element import Element, element
from .tracking import is_tracking

WEB = re.compile(r"https?://", re.IGNORECASE)
OTHERS = re.compile(r'<(?!img\b)([a-z][a-z0-9]*)((?:[^>"]|"[^"]*")*)>')
PICTURE = re.compile(r'<(img)\b((?:[^>"]|"[^"]*")*)>')


class Counted(NamedTuple):
    """How many there are of each."""

    remote: int = 0
    tracking: int = 0


def count_pictures(*cleaned: str) -> Counted:
    """The remote pictures in cleaned HTML: those that can be asked for, and those that only track."""
    remote = tracking = 0
    for tag in (element(*match.groups()) for page in cleaned for match in _tags_with_pictures(page)):
        found = [is_tracking(address, attributes_of(tag)) for address in addresses_of(tag)]
        tracking += sum(found)
        remote += len(found) - sum(found)
    return Counted(remote, tracking)


def _tags_with_pictures(page: str) -> Iterator[re.Match[str]]:
    if "http" not in page:
        return
    yield from PICTURE.finditer(page)
    if ' background="' in page or "background-image" in page:
        yield from (tag for tag in OTHERS.finditer(page) if "background" in tag[2])


def addresses_of(tag: Element) -> list[str]:
    """The remote addresses that a browser would fetch for this tag."""
    named = [
        tag.attributes.get("src", "") if tag.name == "img" else "",
        tag.attributes.get("background", ""),
        picture_in(tag.style.get("background-image", "")),
    ]
    return [each.strip() for each in named if WEB.match(each.strip())]


def attributes_of(tag: Element) -> dict[str, str]:
    """What tells the size of a picture; a picture behind words is as large as they are."""
    if tag.name != "img":
        return {}
    return {name: tag.style.get(name) or tag.attributes.get(name, "") for name in ("width", "height")}
