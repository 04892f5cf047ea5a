"""Folding in HTML: what is shown and what is folded are pieces of one page.

It works on well-formed HTML before cleaning, since cleaning takes the marks of quotes away.
"""

import nh3

from shopbell.core.html import ATTRIBUTES, SCHEMES, TAGS

from .box import CLOSE, OPEN, balanced
from .fold import fold_each
from .page import TOKEN, VOID, Page, Place


def fold_html(page: str, *, is_forward: bool = False) -> tuple[str, str]:
    """The same for HTML, before it is cleaned (cleaning takes the marks of quotes away)."""
    tidy = _tidy(page)
    places = Page(tidy).places()
    hidden, between = fold_each([place.line for place in places], is_forward=is_forward)
    ends = _ends_of_boxes(tidy, places, hidden, between)
    if not any(hidden) and not ends:
        return page, ""
    shown, folded = [], []
    position = 0
    for start, end in _stretches(places, hidden, len(tidy)):
        cut = tidy[start:end]
        shown += [_boxed(tidy, position, start, ends), *_unbalanced(cut)]
        folded += [
            *_unbalanced(tidy[:start]),
            cut,
        ]  # inside the tags that hold its direction and font
        position = end
    shown.append(_boxed(tidy, position, len(tidy), ends))
    return "".join(shown), "".join(folded)


def lines_of_page(page: str) -> list[str]:
    """The lines of a page as people see them, for who looks for where something begins in it."""
    return [place.line.words for place in Page(_tidy(page)).places()]


def page_from(page: str, first: int) -> str:
    """The page from that line of `lines_of_page` on, inside the tags that hold its direction and font."""
    tidy = _tidy(page)
    places = Page(tidy).places()
    if not 0 < first < len(places):
        return page if first <= 0 else ""
    start = places[first].start
    return "".join([*_unbalanced(tidy[:start]), tidy[start:]])


def _tidy(page: str) -> str:
    """The page well-formed and without what runs, but with the classes and ids that quotes are known by."""
    kept = {tag: set(names) for tag, names in ATTRIBUTES.items()}
    kept["*"] = kept["*"] | {"class", "id", "type", "name"}
    return nh3.clean(
        page.replace("\0", ""), tags=TAGS, attributes=kept, url_schemes=SCHEMES, link_rel=None,
        clean_content_tags={"script", "style", "title", "head", "template", "noscript", "svg", "math"},
    )  # fmt: skip


def _stretches(places: list[Place], hidden: list[bool], length: int) -> list[tuple[int, int]]:
    """From where to where the page is folded: from the end of the words above to the beginning of those below."""
    found: list[tuple[int, int]] = []
    number = 0
    while number < len(places):
        if not hidden[number]:
            number += 1
            continue
        start = places[number - 1].end if number else 0
        while number < len(places) and hidden[number]:
            number += 1
        found.append((start, places[number].start if number < len(places) else length))
    return found


def _ends_of_boxes(
    page: str, places: list[Place], hidden: list[bool], between: list[tuple[int, int]]
) -> list[tuple[int, str]]:
    """Where a box begins or ends around a quote that is folded in its place, in order."""
    ends: list[tuple[int, str]] = []
    for first, last in between:
        is_below_shown = first == 0 or not hidden[first - 1]
        is_above_shown = last == len(places) or not hidden[last]
        start = places[first - 1].end if first and is_below_shown else places[first].start if first else 0
        end = places[last - 1].end
        if is_above_shown:
            end = places[last].start if last < len(places) else len(page)
        box = balanced(page, start, places[first].start, places[last - 1].end, end)
        ends += [(box[0], OPEN), (box[1], CLOSE)] if box else []
    return ends


def _boxed(page: str, start: int, end: int, ends: list[tuple[int, str]]) -> str:
    """The page from `start` to `end` with the boxes in it. What ends where the next begins closes first."""
    done, position = [], start
    for place, tag in ends:
        if start <= place <= end and (place < end or tag == CLOSE or end == len(page)):
            done += [page[position:place], tag]
            position = place
    return "".join([*done, page[position:end]])


def _unbalanced(cut: str) -> list[str]:
    """The tags in `cut` that close what began before it, or open what ends after it: they belong to what is shown."""
    closing: list[str] = []
    opened: list[tuple[str, str]] = []
    for match in TOKEN.finditer(cut):
        name = (match[2] or "").lower()
        if not name or name in VOID:
            continue
        if not match[1]:
            opened.append((name, match[0]))
        elif opened and opened[-1][0] == name:
            opened.pop()
        elif not opened:
            closing.append(match[0])
    return [*closing, *(tag for _, tag in opened)]
