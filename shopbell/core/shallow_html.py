"""HTML nested no deeper than people nest it: what reads HTML takes ever longer with each level.

Tags that lie too deep are left out, their words stay.
"""

import re
from collections import Counter

DEEPEST, DEEPEST_LISTS = 400, 30
TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)\b[^<>]*>")
LIST = re.compile(r"<[uo]l\b", re.IGNORECASE)
ALONE = set("area base br col embed hr img input link meta source track wbr p li dt dd option".split())
LISTS = {"ul", "ol"}


def shallow(page: str) -> str:
    """`page` without the tags that lie deeper than `DEEPEST`, or in more than `DEEPEST_LISTS` lists."""
    if page.count("<") <= DEEPEST and len(LIST.findall(page)) <= DEEPEST_LISTS:
        return page
    levels = _Levels()
    return TAG.sub(levels.tag, page)


class _Levels:
    def __init__(self) -> None:
        self.open: Counter[str] = Counter()
        self.left_out: Counter[str] = Counter()
        self.depth = self.lists = 0

    def tag(self, match: re.Match) -> str:
        name = match[2].lower()
        if name in ALONE:
            return match[0]
        step = -1 if match[1] else 1
        if step < 0:
            if self.left_out[name]:
                self.left_out[name] -= 1
                return ""
            if not self.open[name]:
                return ""  # it closes nothing
        elif self.depth >= DEEPEST or (name in LISTS and self.lists >= DEEPEST_LISTS):
            self.left_out[name] += 1
            return " "
        self.open[name] += step
        self.depth += step
        self.lists += step if name in LISTS else 0
        return match[0]
