"""The picture of a product: its shape in one of its colours, before a quiet ground."""

from collections.abc import Callable

from ..catalogue import Good, goods, hash_of
from . import furniture, lights, textiles, tools, vessels
from .drawing import COLOURS, GROUNDS, Palette, palette

SHAPES: dict[str, Callable[[Palette], str]] = {
    **vessels.SHAPES, **lights.SHAPES, **furniture.SHAPES, **textiles.SHAPES, **tools.SHAPES,
}  # fmt: skip


def picture_of(slug: str, colour: str = "") -> str | None:
    """The SVG of the product `slug`, in `colour` when it comes in it; None for an unknown product."""
    good = next((good for good in goods() if good.slug == slug), None)
    if good is None:
        return None
    chosen = colour if colour in colours_of(good) else (colours_of(good) or [""])[0]
    ground = GROUNDS[hash_of(slug) % len(GROUNDS)]
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400" role="img">'
        f'<rect width="400" height="400" fill="{ground}"/>{SHAPES[good.shape](palette(chosen))}</svg>'
    )


def colours_of(good: Good) -> list[str]:
    """The values among its options that a picture can show."""
    return [value for values in good.options.values() for value in values if value in COLOURS]
