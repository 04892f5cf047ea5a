"""The accent: the one colour of a shop in its widget, and the ink that is readable on it."""

import re

COLOUR = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)


def ink_on(colour: str) -> str:
    """White or black, whichever is easier to read on `colour` (#rrggbb); one of them always has 4.5:1.

    Relative luminance of WCAG 2.2; 0.179 is where both have the same contrast.
    """
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return "#000000" if 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 else "#ffffff"
