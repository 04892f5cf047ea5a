"""The pages of figures that stand beside the wall, for whoever may read it: its head and the palette lead to them.

Such a page adds its line to `PAGES`.
"""

from typing import NamedTuple

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shopbell.accounts.permission import Permission


class WallPage(NamedTuple):
    name: str  # of its address
    label: str | Promise
    icon: str

    @property
    def address(self) -> str:
        return reverse(self.name)


WALL = WallPage("wall", _("Wall"), "layout-dashboard")
PAGES = [
    WallPage("promises", _("Promises"), "target"),
    WallPage("equal", _("Equal treatment"), "scale"),
    WallPage("first-contact", _("First contact"), "circle-check"),
    WallPage("hours", _("Hours"), "clock"),
]


def wall_pages(agent) -> list[WallPage]:
    """All of them, in their order; none for who may not read the wall."""
    return PAGES if agent.may(Permission.WALL_READ) else []
