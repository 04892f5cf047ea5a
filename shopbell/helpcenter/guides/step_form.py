"""What the editor sends of a step: words in one language, and choices in rows `choice-<n>`, `words-<n>`, `to-<n>`."""

from typing import Any

from django.http import QueryDict

from shopbell.core.row_key import row_key
from shopbell.core.storable import storable

from .tree import MOST_CHOICES, Kind, Tree
from .writing import MOST_PLACE, MOST_PRODUCTS, MOST_SKU, MOST_TEXT, apply_step

NEW = "new:"  # before the kind of a step that a choice begins


def step_said(sent: QueryDict) -> dict[str, Any]:
    """As `writing.write_step` takes it; a row without words and without a number was never filled in."""
    kind = sent.get("kind", "")
    said: dict[str, Any] = {"title": storable(sent.get("title", "")), "text": storable(sent.get("text", ""))}
    if kind in Kind.values:
        said["kind"] = Kind(kind)
    if "place" in sent:
        said["place"] = storable(sent.get("address", "").strip() or sent.get("place", ""))
    for name in ("article", "topic"):
        if name in sent:
            said[name] = row_key(sent.get(name, "")) or None
    if "products" in sent:
        numbers = (" ".join(each.split()) for each in storable(sent.get("products", "")).splitlines())
        said["products"] = [each for each in numbers if each]
    if said.get("kind") == Kind.QUESTION:
        said["choices"] = list(_choices(sent))
    return said


def _choices(sent: QueryDict):
    for row in range(MOST_CHOICES + 1):
        number, words = row_key(sent.get(f"choice-{row}", "")), storable(sent.get(f"words-{row}", "")).strip()
        if sent.get(f"away-{row}") or not (number or words):
            continue
        to = sent.get(f"to-{row}", "")
        kind = to.removeprefix(NEW)
        yield number, words, Kind(kind) if to.startswith(NEW) and kind in Kind.values else row_key(to) or None


def as_typed(tree: Tree, step_id: int, language: str, typed: dict[str, Any]) -> Tree:
    """`tree` with the step as it was typed, of which too much is left out: to be looked at, and kept by pressing
    once more."""
    rows = [
        (number, words, None if isinstance(to, Kind) else to)
        for number, words, to in typed.get("choices", ())
    ]
    apply_step(
        tree,
        step_id,
        language,
        typed | ({"choices": rows[:MOST_CHOICES]} if rows else {}) | _cut(typed),
    )
    return tree


def _cut(typed: dict[str, Any]) -> dict[str, Any]:
    cut = {"text": typed["text"][:MOST_TEXT]}
    if "place" in typed:
        cut["place"] = typed["place"][:MOST_PLACE]
    if "products" in typed:
        cut["products"] = [each[:MOST_SKU] for each in typed["products"][:MOST_PRODUCTS]]
    return cut
