"""Colours as mail writes them, and what becomes of them in the dark: lightness turned round, hue kept, and always
enough contrast to read."""

import colorsys
import re
from functools import lru_cache

from PIL.ImageColor import colormap

RGB = tuple[int, int, int]

LEAST_CONTRAST = 4.5  # WCAG 2.2, text of any size
SHEET, INK, LINK = (255, 255, 255), (33, 30, 26), (107, 68, 6)  # of the page in the frame; see css/mail.css
DARK_SHEET, DARK_INK, DARK_LINK = (31, 28, 24), (241, 237, 229), (227, 180, 95)
HEX = re.compile(r"#?([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$", re.IGNORECASE)
FUNCTION = re.compile(r"(rgb|hsl)a?\(([^()]*)\)$", re.IGNORECASE)
STEP = 0.04  # of lightness


@lru_cache(4096)
def colour_of(words: str, behind: RGB) -> RGB | None:
    """The colour that `words` mean, with what shines through of `behind`; None for none, or one that is not known."""
    words = words.strip().lower()
    if words in ("", "transparent"):
        return None
    if words in colormap:
        named = colormap[words]
        return colour_of(named, behind) if isinstance(named, str) else named[:3]
    if match := HEX.match(words):
        digits = match[1] if len(match[1]) > 4 else "".join(each * 2 for each in match[1])
        red, green, blue, *alpha = bytes.fromhex(digits)
        return _over((red, green, blue), alpha[0] / 255 if alpha else 1.0, behind)
    match = FUNCTION.match(words)
    return _called(match[1], match[2], behind) if match else None


def _called(name: str, arguments: str, behind: RGB) -> RGB | None:
    parts = [each for each in re.split(r"[\s,/]+", arguments.strip()) if each]
    try:
        alpha = _number(parts[3], 1) if len(parts) > 3 else 1.0
        if name == "rgb":
            red, green, blue = (round(_number(each, 255)) for each in parts[:3])
            found = (_byte(red), _byte(green), _byte(blue))
        else:
            hue = float(parts[0].removesuffix("deg")) % 360 / 360
            red_part, green_part, blue_part = colorsys.hls_to_rgb(hue, _part(parts[2]), _part(parts[1]))
            found = (round(red_part * 255), round(green_part * 255), round(blue_part * 255))
        return _over(found, min(max(alpha, 0.0), 1.0), behind)
    except (ValueError, IndexError, OverflowError):  # programs write NaN, too
        return None


def _number(words: str, whole: float) -> float:
    return float(words[:-1]) * whole / 100 if words.endswith("%") else float(words)


def _part(words: str) -> float:
    return min(max(float(words.rstrip("%")) / 100, 0.0), 1.0)


def _byte(value: int) -> int:
    return min(max(value, 0), 255)


def _over(colour: RGB, alpha: float, behind: RGB) -> RGB | None:
    if alpha <= 0:
        return None
    mixed = [round(upper * alpha + lower * (1 - alpha)) for upper, lower in zip(colour, behind, strict=True)]
    return (mixed[0], mixed[1], mixed[2])


@lru_cache(4096)
def written(colour: RGB) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)


@lru_cache(4096)
def luminance(colour: RGB) -> float:
    red, green, blue = (_linear(each / 255) for each in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def contrast(one: RGB, other: RGB) -> float:
    """From 1 (the same) to 21 (black on white)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@lru_cache(4096)
def dark_ground(ground: RGB) -> RGB:
    """What lies behind words in the dark: what is dark already stays, white becomes the desk's own sheet."""
    if contrast(DARK_INK, ground) >= LEAST_CONTRAST:
        return ground
    return DARK_SHEET if ground == SHEET else turned_round(ground)


@lru_cache(4096)
def turned_round(colour: RGB) -> RGB:
    """The colour with its lightness turned round, no darker than the desk's sheet."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*(each / 255 for each in colour))
    return _from_hls(hue, 0.11 + (1 - lightness) * 0.89, saturation)


@lru_cache(4096)
def readable(colour: RGB, ground: RGB) -> RGB:
    """`colour`, or what is nearest to it in lightness and can be read on `ground`."""
    if contrast(colour, ground) >= LEAST_CONTRAST:
        return colour
    hue, lightness, saturation = colorsys.rgb_to_hls(*(each / 255 for each in colour))
    step = STEP if contrast((255, 255, 255), ground) > contrast((0, 0, 0), ground) else -STEP
    while 0 < lightness + step < 1:
        lightness += step
        found = _from_hls(hue, lightness, saturation)
        if contrast(found, ground) >= LEAST_CONTRAST:
            return found
    return (255, 255, 255) if step > 0 else (0, 0, 0)


def _from_hls(hue: float, lightness: float, saturation: float) -> RGB:
    red, green, blue = colorsys.hls_to_rgb(hue, lightness, saturation)
    return (round(red * 255), round(green * 255), round(blue * 255))
