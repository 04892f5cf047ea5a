"""What lies behind the words at a place of a mail, and the colour they have: in the light as sent, and in the dark.

Each colour that a mail gives is written twice, as it is and as `light-dark(as sent, adapted)`: the page then changes
with the desk at once, and "as sent" is the light one. Words are adapted until they can be read on what is behind them.
"""

import re
from dataclasses import dataclass, replace

from .colour import (
    DARK_INK,
    DARK_LINK,
    DARK_SHEET,
    INK,
    LEAST_CONTRAST,
    LINK,
    RGB,
    SHEET,
    colour_of,
    contrast,
    dark_ground,
    readable,
    turned_round,
    written,
)
from .element import Element

BORDER_COLOUR = re.compile(
    r"#[0-9a-f]{3,8}\b|rgba?\([^()]*\)|\b(?:black|white|gr[ae]y|silver|red|green|blue|navy)\b", re.I
)


@dataclass(frozen=True)
class Ground:
    light: RGB = SHEET
    dark: RGB = DARK_SHEET
    ink: RGB = INK
    dark_ink: RGB = DARK_INK
    lacks_picture: bool = (
        False  # what was to lie behind the words is not here, and nothing was said to lie there instead
    )

    @property
    def is_the_desk_s(self) -> bool:
        return (self.light, self.dark) == (SHEET, DARK_SHEET)


def dyed(tag: Element, around: Ground, *, lacks_picture: bool = False) -> Ground:
    """The ground inside of `tag`, whose colours are written for light and dark."""
    ground = _with_background(tag, around)
    if lacks_picture and ground is around:
        ground = replace(around, lacks_picture=True)
    ground = _with_ink(tag, ground, is_new=ground is not around)
    for name in [name for name in tag.style if name.startswith("border") and name != "border-radius"]:
        _dye_border(tag, name)
    return ground


def _with_background(tag: Element, around: Ground) -> Ground:
    named = tag.attributes.pop("bgcolor", "")
    said = tag.style.pop("background-color", "") or _hexed(named)
    found = (255, 255, 0) if tag.name == "mark" and not said else colour_of(said, around.light)
    if found is None:
        return around
    ground = Ground(found, dark_ground(found), around.ink, around.dark_ink)
    _write(tag, "background-color", ground.light, ground.dark)
    return ground


def _with_ink(tag: Element, ground: Ground, *, is_new: bool) -> Ground:
    named = tag.attributes.pop("color", "")
    said = tag.style.pop("color", "") or _hexed(named)
    found = colour_of(said, ground.light)
    if tag.name == "mark" and found is None:
        found = (0, 0, 0)
    if tag.name == "a" and "href" in tag.attributes and found is None:
        return _with_link(tag, ground)
    if found is None and not is_new:
        return ground
    ink = found or ground.ink
    ink = readable(ink, ground.light) if ground.lacks_picture else ink
    ground = Ground(ground.light, ground.dark, ink, _dark_ink(ink, ground), ground.lacks_picture)
    _write(tag, "color", ground.ink, ground.dark_ink)
    return ground


def _with_link(tag: Element, ground: Ground) -> Ground:
    """A link without a colour of its own gets the desk's, which is ours to make readable in the light too."""
    link = replace(ground, ink=readable(LINK, ground.light), dark_ink=readable(DARK_LINK, ground.dark))
    if not ground.is_the_desk_s:
        _write(tag, "color", link.ink, link.dark_ink)
    return link


def _dark_ink(ink: RGB, ground: Ground) -> RGB:
    if contrast(ink, ground.dark) >= LEAST_CONTRAST:
        return ink
    return readable(DARK_INK if ink == INK else turned_round(ink), ground.dark)


def _dye_border(tag: Element, name: str) -> None:
    value = tag.style[name]

    def twice(match: re.Match[str]) -> str:
        found = colour_of(match[0], SHEET)
        return f"light-dark({written(found)},{written(turned_round(found))})" if found else match[0]

    tag.style[name] = BORDER_COLOUR.sub(
        twice, value
    )  # in its place: what stands behind it may take an edge away again


def _write(tag: Element, name: str, light: RGB, dark: RGB) -> None:
    tag.style[name] = written(light)
    if light != dark:
        tag.more_style.append((name, f"light-dark({written(light)},{written(dark)})"))


def _hexed(value: str) -> str:
    """An attribute's colour, which may lack its sign."""
    return f"#{value}" if re.fullmatch(r"[0-9a-fA-F]{6}", value) else value
