"""Where sealed secrets lie, with which key, and sealing them anew with the key of now, so that earlier ones can go."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import connection

from .sealed import Key, SealedField, key_of, seal, unseal

BATCH = 500


@dataclass(frozen=True)
class Place:
    """A column, or a part of one, given as SQL: `read` is the sealed text, `write` sets it to its one parameter."""

    table: str
    read: str
    write: str


ELSEWHERE: list[Place] = []  # what is no column of ours: registered by the floor that seals it


def places() -> list[Place]:
    """Every place of the product where a secret may lie."""
    columns = [
        (model._meta.db_table, field.column)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, SealedField) and not model._meta.proxy
    ]
    return [Place(table, f'"{column}"', f'"{column}" = %s') for table, column in columns] + ELSEWHERE


def count_by_key() -> Counter[Key]:
    """How many secrets lie sealed with which key."""
    return Counter(key_of(sealed) for place in places() for _, sealed in _secrets(place))


def seal_anew() -> int:
    """Seal with the key of now what an earlier one sealed, and what lies plain; returns how many.

    Each is written only if nobody changed it meanwhile. Whoever breaks this off goes on by calling it again.
    """
    return rewrite(places(), _renewed)


def rewrite(where: list[Place], change: Callable[[str], str]) -> int:
    """Put `change` of each secret in its place; returns how many are another text now."""
    count = 0
    for place in where:
        swap = f"update {place.table} set {place.write} where id = %s and {place.read} = %s"  # noqa: S608 (our own)
        for pk, sealed in _secrets(place):
            if (changed := change(sealed)) != sealed:
                with connection.cursor() as cursor:
                    cursor.execute(swap, [changed, pk, sealed])
                    count += cursor.rowcount
    return count


def _renewed(sealed: str) -> str:
    key = key_of(sealed)
    if key is Key.NONE:
        return seal(sealed)
    return seal(unseal(sealed)) if key is Key.EARLIER else sealed


def _secrets(place: Place) -> Iterator[tuple[int, str]]:
    query = f"select id, {place.read} from {place.table} where id > %s and {place.read} <> '' order by id limit {BATCH}"  # noqa: S608
    last = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(query, [last])
            rows = cursor.fetchall()
        yield from rows
        if len(rows) < BATCH:
            return
        last = rows[-1][0]
