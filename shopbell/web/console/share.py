"""A share as a bar and its figures, with a way to what is behind it. A table of half a year has hundreds of them, so
they are written here and not by a macro, which takes five times as long."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup, escape

from shopbell.core.number import number, percent

NOTHING = Markup('<span class="faint">–</span>')
Way = Callable[[Mapping[str, Any]], str]


def way_to(address: str, kept: Mapping[str, Any]) -> Way:
    """Writes addresses of `address` that say `kept` and more."""
    begin = f"{address}?{urlencode(kept)}"
    return lambda more: f"{begin}&{urlencode(more)}" if more else begin


def share_bar(part: int, count: int, percentage: int, address: str, title: str, *, is_bad: bool) -> Markup:
    """`part` of `count`, which leads to `address`. `is_bad` colours what is left."""
    classes = "kept is-broken" if is_bad else "kept"
    return Markup(  # noqa: S704 (each part is escaped or ours, as in waiting.py)
        f'<a class="{classes}" href="{escape(address)}" title="{escape(title)}">'
        '<span class="kept-bar" aria-hidden="true"><svg viewBox="0 0 100 4" preserveAspectRatio="none">'
        '<rect class="kept-all" width="100" height="4" />'
        f'<rect class="kept-part" width="{percentage}" height="4" /></svg></span>'
        f'<span class="figures">{escape(percent(percentage))}</span>'
        f'<span class="faint figures">{number(part)}/{number(count)}</span></a>'
    )
