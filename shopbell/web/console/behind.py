"""The pages of the rows behind a figure. Up to a thousand rows are counted; of more the figure says how many there are,
which comes from sums: nobody reads so far, and counting a million takes longer than all else of the page."""

from collections.abc import Callable, Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property

PER_PAGE = 50
MOST_COUNTED = 1000


class Portions:
    """Rows that are asked for in several portions, each in order and before the next, as if they were one list."""

    def __init__(self, portions: Sequence[QuerySet]) -> None:
        self.portions = portions

    def __getitem__(self, cut: slice) -> list[Any]:
        rows: list[Any] = []
        skip, wanted = cut.start, cut.stop - cut.start
        for portion in self.portions:
            found = list(portion[skip : skip + wanted - len(rows)])
            skip = 0 if found or not skip else skip - portion.count()
            rows += found
            if len(rows) == wanted:
                break
        return rows

    def count(self, most: int | None = None) -> int:
        """How many there are, or of more than `most` just so many."""
        count = 0
        for portion in self.portions:
            if most is not None and count >= most:
                break
            count += _count(portion, None if most is None else most - count)
        return count


def _count(rows: QuerySet, most: int | None) -> int:
    return rows.count() if most is None else rows.order_by().values("pk")[:most].count()


def page_behind(request: HttpRequest, rows: QuerySet | Portions, figure: Callable[[], int] | None) -> Page:
    """The page of `rows`, which are in order, that ?page= says, read; without a figure all are counted."""
    page = _Pages(rows, figure).get_page(request.GET.get("page"))
    page.object_list = list(page.object_list)
    return page


class _Pages(Paginator):
    def __init__(self, rows: QuerySet | Portions, figure: Callable[[], int] | None) -> None:
        super().__init__(rows, PER_PAGE)  # type: ignore[arg-type]
        self.rows, self.figure = rows, figure

    @cached_property
    def count(self) -> int:
        most = None if self.figure is None else MOST_COUNTED + 1
        some = self.rows.count(most) if isinstance(self.rows, Portions) else _count(self.rows, most)
        return some if self.figure is None or some <= MOST_COUNTED else max(self.figure(), some)
