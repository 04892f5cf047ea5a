"""Files of a spreadsheet: lines of cells as CSV, in which no words are taken for a formula."""

import csv
from collections.abc import Iterable, Iterator
from datetime import date
from numbers import Number

from django.http import HttpResponse

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def harmless(cell: object) -> object:
    """`cell` as a spreadsheet shows it, whatever it begins with: a customer may be called =HYPERLINK(…).

    Numbers and dates stay what they are.
    """
    if cell is None or isinstance(cell, Number | date):
        return cell
    text = str(cell)
    return f"'{text}" if text.startswith(FORMULA) else text


class _Line:
    """What a csv writer writes to: it gives the line back."""

    def write(self, text: str) -> str:
        return text


def csv_lines(rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """Each row as a line of a file."""
    writer = csv.writer(_Line())
    for row in rows:
        yield writer.writerow([harmless(cell) for cell in row])


def csv_file(name: str, rows: Iterable[Iterable[object]]) -> HttpResponse:
    """The rows as a file to download; the first one says what stands in each column."""
    answer = HttpResponse("".join(csv_lines(rows)), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
