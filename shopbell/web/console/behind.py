"""The pages of the rows behind a figure. Up to a thousand rows are counted; of more the figure says how many there are,
which comes from sums: nobody reads so far, and counting a million takes longer than all else of the page."""

from collections.abc import Callable

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property

PER_PAGE = 50
MOST_COUNTED = 1000


def page_behind(request: HttpRequest, rows: QuerySet, figure: Callable[[], int] | None) -> Page:
    """The page of `rows`, which are in order, that ?page= says; without a figure all are counted."""
    return _Pages(rows, figure).get_page(request.GET.get("page"))


class _Pages(Paginator):
    def __init__(self, rows: QuerySet, figure: Callable[[], int] | None) -> None:
        super().__init__(rows, PER_PAGE)
        self.rows, self.figure = rows.order_by(), figure

    @cached_property
    def count(self) -> int:
        if self.figure is None:
            return self.rows.count()
        some = self.rows.values("pk")[: MOST_COUNTED + 1].count()
        return some if some <= MOST_COUNTED else max(self.figure(), some)
