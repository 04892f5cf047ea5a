"""The pictures of a mail that lie elsewhere: which wait until they are asked for, and which never load."""

import re
from typing import NamedTuple

from shopbell.core.style_attribute import picture_in

from .element import Element, element
from .tracking import is_tracking, may_count

WEB = re.compile(r"https?://", re.IGNORECASE)
OTHERS = re.compile(r'<(?!img\b)([a-z][a-z0-9]*)((?:[^>"]++|"[^"]*+")*+)>')
PICTURE = re.compile(r'<(img)\b((?:[^>"]++|"[^"]*+")*+)>')


SOURCE = re.compile(r'\ssrc="\s*(https?:[^"]*)"', re.IGNORECASE)
MAY_BE_TINY = re.compile(r"(?:width|height)\s*[:=]\s*\"?\s*0*[0-3](?![\d])|background", re.IGNORECASE)


class Counted(NamedTuple):
    """How many there are of each."""

    remote: int = 0
    tracking: int = 0


def count_pictures(*cleaned: str) -> Counted:
    """The remote pictures in cleaned HTML: those that can be asked for, and those that only track.

    The thread asks for each of its mails, so most pictures are told by a look at their attributes.
    """
    remote = tracking = 0
    for page in cleaned:
        for match in PICTURE.finditer(page) if "http" in page else ():
            source = SOURCE.search(match[2])
            if source and not MAY_BE_TINY.search(match[2]) and not may_count(source[1]):
                remote += 1
            elif source:
                tracking, remote = _counted(element(*match.groups()), tracking, remote)
        if ' background="' in page or "background-image" in page:
            for match in OTHERS.finditer(page):
                if "background" in match[2]:
                    tracking, remote = _counted(element(*match.groups()), tracking, remote)
    return Counted(remote, tracking)


def _counted(tag: Element, tracking: int, remote: int) -> tuple[int, int]:
    found = [is_tracking(address, attributes_of(tag)) for address in addresses_of(tag)]
    return tracking + sum(found), remote + len(found) - sum(found)


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
