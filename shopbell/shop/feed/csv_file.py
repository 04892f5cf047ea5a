"""A CSV file of a shop's tables, as `docs/import-a-shop.md` tells its columns (`csv_kind.py`). Reading is pure.

Rows of one product, order or parcel stand in lines of their own and are put together by their key. Every line that is
wrong is told with its number; then nothing is loaded.
"""

import csv
from array import array
from collections import Counter
from collections.abc import Iterator
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from shopbell.core.errors import Refused

from .csv_kind import Kind, Line

MOST_TOLD = 20  # of what is wrong
LONGEST = 100_000  # characters of a cell


def read_csv(path: Path, kind: Kind) -> Iterator[tuple[int, Any]]:
    """The rows of the file with the number of their first line, one after the other: a large file is never held whole.

    Raises Refused with the lines that are wrong, once all were read.
    """
    wrong = []
    for lines in _groups(path, kind):
        try:
            yield lines[0].number, kind.row.model_validate(kind.put_together(lines))
        except Refused as refusal:
            wrong.append((lines[0].number, str(refusal)))
        except ValidationError as error:
            wrong += [(lines[0].number, f"{_place(each)}: {each['msg']}.") for each in error.errors()[:3]]
    if wrong:
        told = [f"line {number}: {words}" for number, words in sorted(wrong)[:MOST_TOLD]]
        more = f" And {len(wrong) - MOST_TOLD} more." if len(wrong) > MOST_TOLD else ""
        raise Refused(f"{path.name}, {'; '.join(told)}{more}")


def _lines(path: Path, kind: Kind) -> Iterator[Line]:
    csv.field_size_limit(LONGEST)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            head = file.readline()
            file.seek(0)
            sign = ";" if head.count(";") > head.count(",") else ","
            yield from _read(csv.reader(file, delimiter=sign, strict=True), path, kind)
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise Refused(f"{path} is not text in UTF-8.") from None


def _read(reader: Any, path: Path, kind: Kind) -> Iterator[Line]:
    try:
        names = [name.strip().lower() for name in next(reader, [])]
        _check_head(names, kind)
        for cells in reader:
            if any("\0" in cell for cell in cells):
                raise Refused(f"{path} holds a NUL, so it is no CSV.")
            if any(cell.strip() for cell in cells):
                if len(cells) > len(names):
                    raise Refused(f"{path.name}, line {reader.line_num}: there are more cells than columns.")
                values = [cell.strip() for cell in cells]
                yield Line(reader.line_num, dict(zip(names, values, strict=False)))
    except csv.Error as error:
        raise Refused(f"{path.name}, line {reader.line_num}: {error}.") from None


def _check_head(names: list[str], kind: Kind) -> None:
    known = kind.columns.split()
    if unknown := [name for name in names if name not in known]:
        raise Refused(f"The column “{unknown[0][:40]}” is not known; there are {', '.join(known)}.")
    if missing := [name for name in kind.needed if name not in names]:
        raise Refused(f"The column {missing[0]} is missing.")
    if len(set(names)) < len(names):
        raise Refused("A column is there twice.")


def _groups(path: Path, kind: Kind) -> Iterator[list[Line]]:
    """Lines of one key together, as soon as the last of them was read.

    They mostly stand together: what is kept in memory is eight bytes for each key, and the lines of those that do not.
    """
    runs = _scattered(path, kind)
    groups: dict[int, dict[str, list[Line]]] = {}
    for key, run in groupby(_lines(path, kind), lambda line: _key(line, kind)):
        if hash(key) not in runs:
            yield list(run)
            continue
        groups.setdefault(hash(key), {}).setdefault(key, []).extend(run)
        runs[hash(key)] -= 1
        if not runs[hash(key)]:
            yield from groups.pop(hash(key)).values()


def _scattered(path: Path, kind: Kind) -> dict[int, int]:
    """In how many places the lines stand, of keys that stand in more than one."""
    places = array("q", (hash(key) for key, _run in groupby(_key(line, kind) for line in _lines(path, kind))))
    ordered = sorted(places)
    again = Counter(one for one, other in pairwise(ordered) if one == other)
    return {key: count + 1 for key, count in again.items()}


def _key(line: Line, kind: Kind) -> str:
    words = [line.text(name) for name in kind.key]
    return "\n".join(words) if any(words) else f"line {line.number}"


def _place(error: Any) -> str:
    return " › ".join(str(part) for part in error["loc"])
