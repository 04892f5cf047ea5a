"""The few strokes that all pictures are made of, in a square of 400 by 400. Colours come as a palette."""

from dataclasses import dataclass

COLOURS = {
    "blue": "#5d7fa3", "green": "#6f8f6a", "sand": "#d3b98d", "white": "#f4f1ea", "black": "#35322e", "brick": "#b5644a",
    "grey": "#9a9a97", "rose": "#d7a3a0", "moss": "#7d8450", "cream": "#eadfc6", "terracotta": "#c27850", "sage": "#a3b59c",
    "charcoal": "#4b4b4d", "slate": "#66737b", "brass": "#c79a45", "linen": "#e5d8bf", "clay": "#c08e74", "oak": "#c99c63",
    "walnut": "#7b5437", "wool grey": "#a09c98", "wool moss": "#7d8450", "linen sand": "#dcc9a4", "heather": "#a388a3",
    "sky": "#a5c3d6", "ink": "#3f4a63", "red": "#b9473c", "steel": "#b4b9bc", "rust": "#a95f38", "clear": "#cfe0e0",
    "smoke": "#8e8a87", "plum": "#7d4a63", "beech": "#dcb88a", "ash": "#d9c3a0", "cedar": "#a06a4a", "gorse": "#d7b24c",
    "sea": "#7fa9b0",
}  # fmt: skip
GROUNDS = ["#f1ebe0", "#e7ece6", "#ece8ef", "#f3e7df", "#e4ebef", "#f0ecd8"]


@dataclass(frozen=True)
class Palette:
    main: str
    dark: str
    light: str
    wood: str = "#b98c57"
    metal: str = "#c0a062"
    ink: str = "#3a342d"


def palette(colour: str) -> Palette:
    main = COLOURS.get(colour, "#b9a184")
    return Palette(main, mix(main, "#1c1713", 0.28), mix(main, "#ffffff", 0.34))


def mix(colour: str, other: str, share: float) -> str:
    """`colour` with a `share` of `other` in it."""
    one, two = ([int(text[at : at + 2], 16) for at in (1, 3, 5)] for text in (colour, other))
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in zip(one, two, strict=True))


def shape(d: str, fill: str) -> str:
    return f'<path d="{d}" fill="{fill}"/>'


def line(d: str, stroke: str, width: float = 6) -> str:
    return f'<path d="{d}" fill="none" stroke="{stroke}" stroke-width="{width}" stroke-linecap="round" stroke-linejoin="round"/>'


def box(x: float, y: float, width: float, height: float, fill: str, radius: float = 4) -> str:
    return f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="{radius}" fill="{fill}"/>'


def oval(x: float, y: float, rx: float, ry: float, fill: str) -> str:
    return f'<ellipse cx="{x}" cy="{y}" rx="{rx}" ry="{ry}" fill="{fill}"/>'


def ring(x: float, y: float, radius: float, stroke: str, width: float) -> str:
    return f'<circle cx="{x}" cy="{y}" r="{radius}" fill="none" stroke="{stroke}" stroke-width="{width}"/>'


def shadow(x: float = 200, y: float = 338, rx: float = 96) -> str:
    return f'<ellipse cx="{x}" cy="{y}" rx="{rx}" ry="11" fill="#00000014"/>'
