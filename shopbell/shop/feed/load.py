"""Loading a CSV file: all of it in one transaction, or nothing."""

from itertools import islice
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction

from shopbell.core.errors import Refused

from ..upsert import BATCH, Summary, Tally
from .csv_file import read_csv
from .csv_kind import KINDS, Kind
from .people import RowRefused


def load_csv(noun: str, path: Path | str) -> Summary:
    """Bring what is in the file in step. Raises Refused with the lines that are wrong; then nothing was loaded."""
    try:
        return _load(noun, path)
    except IntegrityError:  # `owners_among`: the file was not given the addresses for all that time
        raise Refused(
            f"{Path(path).name} tells of somebody who was met at this moment. Load it again."
        ) from None


@transaction.atomic
def _load(noun: str, path: Path | str) -> Summary:
    path, kind, total = Path(path), KINDS[noun], Summary()
    rows = read_csv(path, kind)
    while portion := list(islice(rows, BATCH)):
        try:
            _add(total, _feed(kind, portion, path))
        except Refused:
            for _row in rows:  # what is wrong in the file itself is told first, and all of it
                pass
            raise
    return total


def _feed(kind: Kind, rows: list[tuple[int, Any]], path: Path) -> Summary:
    try:
        return kind.feed([row for _line, row in rows])
    except RowRefused as refusal:
        raise Refused(f"{path.name}, line {rows[refusal.number][0]}: {refusal.sentence}") from None


def _add(total: Summary, part: Summary) -> None:
    for noun, tally in part.tallies.items():
        whole = total.tallies.setdefault(noun, Tally())
        whole.new, whole.changed = whole.new + tally.new, whole.changed + tally.changed
        whole.same, whole.gone = whole.same + tally.same, whole.gone + tally.gone
