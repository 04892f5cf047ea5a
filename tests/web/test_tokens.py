"""Colours: text can be read on what it stands on, in both themes, and both ways into the dark are alike."""

import re
from pathlib import Path

import pytest

CSS = (Path(__file__).parents[2] / "shopbell" / "web" / "css" / "tokens.css").read_text()
TEXT_PAIRS = [
    *[(ink, ground) for ink in ("ink", "ink-2", "ink-3") for ground in ("paper", "sheet", "tint")],
    *[(ink, ground) for ink in ("ink", "ink-2") for ground in ("note", "mine", "brass-soft")],
    ("brass-ink", "paper"), ("brass-ink", "sheet"), ("brass-ink", "brass-soft"),
    ("on-brass", "brass"), ("on-brass", "brass-deep"),
    ("on-broken", "broken"), ("broken", "sheet"), ("broken", "paper"), ("risk", "sheet"), ("risk", "paper"),
    ("paper", "ink"),
    *[(meaning, f"{meaning}-soft") for meaning in ("calm", "risk", "broken", "done")],
    *[(f"hue-{n}", f"hue-{n}-soft") for n in range(1, 7)],
]  # fmt: skip
EDGE_PAIRS = [("edge", "sheet"), ("edge", "paper"), ("brass", "sheet"), ("brass", "paper"), ("brass", "tint")]


def block(start: str) -> dict[str, str]:
    body = CSS.split(start, 1)[1].split("}", 1)[0]
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", body))


LIGHT = block(":root {")
BY_DEVICE = block(':root:not([data-theme="light"]) {')
BY_CHOICE = block(':root[data-theme="dark"] {')


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)


def test_dark_is_the_same_by_device_and_by_choice():
    assert BY_DEVICE == BY_CHOICE


def test_every_colour_has_its_dark_twin():
    assert {name for name, value in LIGHT.items() if value.startswith("#")} <= set(BY_CHOICE)


@pytest.mark.requirement("R3")
@pytest.mark.parametrize("theme", [LIGHT, BY_CHOICE], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT_PAIRS)
def test_text_can_be_read(theme, ink, ground):
    assert contrast(theme[ink], theme[ground]) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, BY_CHOICE], ids=["light", "dark"])
@pytest.mark.parametrize(("edge", "ground"), EDGE_PAIRS)
def test_controls_can_be_seen(theme, edge, ground):
    assert contrast(theme[edge], theme[ground]) >= 3
