"""The tree of a guide drawn as SVG: a column for each question that lies behind, lines for the choices.

Everything that it says stands in the cards of the editor too, which its boxes lead to.
"""

import textwrap
from dataclasses import dataclass
from html import escape

from .tree import Kind, Step, Tree, said

WIDE, HIGH, GAP, ROW = 178, 56, 72, 78
EDGE = 10
LINE = 24  # characters


@dataclass(frozen=True)
class Box:
    step: Step
    column: int
    row: int


def picture(
    tree: Tree, chain: list[str], faulty: set[int], label: str, *, right_to_left: bool = False
) -> str:
    """The SVG; empty where there is nothing to draw. `faulty` are the steps that are marked."""
    boxes = {box.step.id: box for box in _placed(tree)}
    if not boxes:
        return ""
    columns = max(box.column for box in boxes.values()) + 1
    rows = max(box.row for box in boxes.values()) + 1
    wide, high = columns * (WIDE + GAP) - GAP + 2 * EDGE, rows * ROW - (ROW - HIGH) + 2 * EDGE

    def left(box: Box) -> int:
        begin = EDGE + box.column * (WIDE + GAP)
        return wide - begin - WIDE if right_to_left else begin

    drawn = [_line(boxes[step.id], boxes[choice.to], left, right_to_left)
             for step in tree.steps if not step.is_ending
             for choice in step.choices if choice.to in boxes]  # fmt: skip
    drawn += [
        _box(box, left(box), said(box.step.title, chain), box.step.id in faulty) for box in boxes.values()
    ]
    return (
        f'<svg class="guide-picture" viewBox="0 0 {wide} {high}" width="{wide}" height="{high}" role="group"'
        f' aria-label="{escape(label)}">{"".join(drawn)}</svg>'
    )


def _placed(tree: Tree) -> list[Box]:
    """Each step in the column of the longest way to it that makes no circle, in the order in which they are read."""
    columns: dict[int, int] = {}
    ordered = tree.in_order()
    for step in ordered:
        columns.setdefault(step.id, 0)
    for _round in ordered:  # as often as the longest way is long, so that a circle ends too
        changed = False
        for step in ordered if len(ordered) > 1 else []:
            for choice in step.choices if not step.is_ending else []:
                wanted = columns[step.id] + 1
                if choice.to in columns and columns[choice.to] < wanted < len(ordered):
                    columns[choice.to], changed = wanted, True
        if not changed:
            break
    used = {number: place for place, number in enumerate(sorted(set(columns.values())))}
    rows: dict[int, int] = {}
    boxes = []
    for step in ordered:
        column = used[columns[step.id]]
        boxes.append(Box(step, column, rows.setdefault(column, 0)))
        rows[column] += 1
    return boxes


def _line(begin: Box, end: Box, left, right_to_left: bool) -> str:
    """From the far side of a box to the near side of the next; back over the top where it leads back."""
    forward = -1 if right_to_left else 1
    x1, x2 = left(begin) + (0 if right_to_left else WIDE), left(end) + (WIDE if right_to_left else 0)
    y1, y2 = (EDGE + box.row * ROW + HIGH // 2 for box in (begin, end))
    bend = forward * GAP // 2
    return f'<path d="M{x1} {y1} C{x1 + bend} {y1} {x2 - bend} {y2} {x2} {y2}"/>'


def _box(box: Box, x: int, words: str, is_faulty: bool) -> str:
    y = EDGE + box.row * ROW
    lines = textwrap.wrap(words, LINE, max_lines=2, placeholder="…") or ["…"]
    top = y + HIGH / 2 + 5 - 8 * (len(lines) - 1)
    text = "".join(
        f'<text x="{x + WIDE // 2}" y="{top + 17 * number:g}" text-anchor="middle" unicode-bidi="plaintext">'
        f"{escape(line)}</text>"
        for number, line in enumerate(lines)
    )
    kind = "is-faulty" if is_faulty else f"is-{Kind(box.step.kind).value}"
    radius = 8 if box.step.kind == Kind.QUESTION else HIGH // 2
    return (
        f'<a href="#step-{box.step.id}" class="{kind}"><title>{escape(words)}</title>'
        f'<rect x="{x}" y="{y}" width="{WIDE}" height="{HIGH}" rx="{radius}"/>{text}</a>'
    )
