"""What makes a ticket complex: facts with stated weights. Floors above register theirs in their `apps.py`.

A factor is a number of a ticket as PostgreSQL counts it, so that one question answers for many tickets, and steps at
each of which it is worth its points: of the third question on one, of the fifth on two.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection, models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext


class Level(models.IntegerChoices):
    SIMPLE = 1, _("Simple")
    ORDINARY = 2, _("Ordinary")
    COMPLEX = 3, _("Complex")

    @property
    def code(self) -> str:
        return self.name.lower()


NEEDED = {Level.ORDINARY: 2, Level.COMPLEX: 6}  # points
LEVELS = {level.code: level for level in Level}


@dataclass(frozen=True)
class Factor:
    """`sql` is a scalar subquery about the ticket `t`; `words` says a count of it."""

    code: str
    sql: str
    steps: tuple[int, ...]
    worth: int
    words: Callable[[int], str]

    def points(self, count: int) -> int:
        return self.worth * sum(count >= step for step in self.steps)


@dataclass(frozen=True)
class Judgement:
    """`parts` are the factors that gave points, with what was counted."""

    points: int = 0
    parts: tuple[tuple[str, int, int], ...] = ()  # code, count, points

    @property
    def level(self) -> Level:
        return max((level for level, needed in NEEDED.items() if self.points >= needed), default=Level.SIMPLE)


WRITTEN = "from tickets_message m where m.ticket_id = t.id and m.kind = 'reply' and m.unsent_at is null"
THEIRS = f"{WRITTEN} and m.customer_id is not null and m.agent_id is null and m.rule = ''"
# of a text without end, or a talk of thousands of messages, the beginning says enough
QUESTIONS = f"""(select count(*) from (select left(m.text, 10000) as text {THEIRS} order by m.id limit 200) said,
    regexp_matches(said.text, '[?？؟]+(?=[\\s"”»)]|$)', 'g'))"""
EXCHANGES = f"""(select count(*) from (
    select is_theirs and not lag(is_theirs) over (order by id) as is_turn from (
        select m.id, m.customer_id is not null and m.agent_id is null and m.rule = '' as is_theirs {WRITTEN}
        order by m.id limit 500) said) turns
    where is_turn)"""
LENGTH = f"""(select coalesce(sum(said.long), 0) from (
    select length(m.text) as long {THEIRS} order by m.id limit 200) said)"""
FILES = f"""(select count(*) from tickets_attachment a where not a.is_inline and a.message_id in (
    select m.id {THEIRS} order by m.id limit 200))"""
TRANSFERS = """(select coalesce(sum(case e.verb when 'transferred' then 1 else -1 end), 0) from tickets_event e
    where e.ticket_id = t.id and e.verb in ('transferred', 'transfer_undone'))"""
REOPENED = """(select count(*) from tickets_event e where e.ticket_id = t.id and e.verb = 'reopened'
    and not e.data ? 'undoes')"""
MERGED = "(select count(*) from tickets_merge g where g.kept_id = t.id)"

QUESTION_STEPS, LENGTH_STEPS = (3, 5, 8), (1200, 3000)
FACTORS: list[Factor] = [
    Factor("questions", QUESTIONS, QUESTION_STEPS, 1, lambda n: ngettext("%(n)s question", "%(n)s questions", n)),
    Factor(
        "exchanges", EXCHANGES, (3, 4, 6, 8), 1,
        lambda n: ngettext("Wrote back %(n)s time", "Wrote back %(n)s times", n),
    ),
    Factor(
        "transfers", TRANSFERS, (1, 2), 2,
        lambda n: ngettext("Transferred %(n)s time", "Transferred %(n)s times", n),
    ),
    Factor(
        "reopened", REOPENED, (1, 2), 2, lambda n: ngettext("Reopened %(n)s time", "Reopened %(n)s times", n)
    ),
    Factor(
        "merged", MERGED, (1,), 2,
        lambda n: ngettext("%(n)s ticket was merged into it", "%(n)s tickets were merged into it", n),
    ),
    Factor(
        "length", LENGTH, LENGTH_STEPS, 1,
        lambda n: ngettext("%(n)s character from the customer", "%(n)s characters from the customer", n),
    ),
    Factor("files", FILES, (3, 6), 1, lambda n: ngettext("%(n)s file", "%(n)s files", n)),
]  # fmt: skip


def gives_nothing(text: str) -> bool:
    """Whether a message says too little for any points by itself."""
    marks = sum(text.count(mark) for mark in "?？؟")
    return marks < QUESTION_STEPS[0] and len(text) < LENGTH_STEPS[0]


def judge(counts: Mapping[str, int]) -> Judgement:
    """The sum of all points; a factor that is not counted has none."""
    parts = [
        (each.code, counts[each.code], each.points(counts[each.code]))
        for each in FACTORS
        if each.code in counts
    ]
    given = tuple(part for part in parts if part[2])
    return Judgement(sum(points for _code, _count, points in given), given)


def judged(ticket_ids: Collection[int]) -> dict[int, Judgement]:
    """How complex each of these tickets is by its facts, in one question."""
    counts = ", ".join(each.sql for each in FACTORS)
    with connection.cursor() as cursor:
        cursor.execute(
            f"select t.id, {counts} from tickets_ticket t where t.id = any(%s)",  # noqa: S608 (our own texts)
            [list(ticket_ids)],
        )
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    codes = [each.code for each in FACTORS]
    return {pk: judge(dict(zip(codes, map(int, found), strict=True))) for pk, *found in rows}


def reasons_of(parts: Collection[Collection[Any]]) -> list[tuple[str, int]]:
    """Why, as it is read, with the points of each; the weightiest first."""
    words = {each.code: each.words for each in FACTORS}
    told = [(words[code](count) % {"n": count}, points) for code, count, points in parts if code in words]
    return sorted(told, key=lambda each: -each[1])
