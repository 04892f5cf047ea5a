"""A lookup like `in` whose values stand in the SQL itself: `Q(status__among=UNSOLVED)`.

PostgreSQL keeps one plan for all values of a prepared statement, and that plan can use a partial index only where it
reads the index's condition in the statement. With `in` the values are parameters: every list was planned anew, which
took ten times as long as reading it.
"""

import re

from django.db.models import CharField
from django.db.models.lookups import Lookup

WORD = re.compile(r"[a-z_]+")


@CharField.register_lookup
class Among(Lookup):
    """The column is one of the given constants, each of small letters; ValueError for anything else."""

    lookup_name = "among"

    def get_prep_lookup(self) -> list[str]:
        words = [str(value) for value in self.rhs]
        if not words or not all(map(WORD.fullmatch, words)):
            raise ValueError("`among` is for constants of small letters, never for what somebody typed.")
        return words

    def as_sql(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        words = ", ".join(f"'{word}'" for word in self.rhs)
        return f"{column} in ({words})", params
