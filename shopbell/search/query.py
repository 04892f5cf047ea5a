"""Finding: the best matches of a question among what an agent may see, best first.

First what was named exactly (a number, an order, an address), then by how well the words fit and how new it is. A
word that is everywhere is looked for on the newest shelves first. When few things hold all words, words
may stand in different messages of one ticket, and errors of typing are forgiven.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.core.exceptions import EmptyResultSet
from django.db import connection

from shopbell.accounts.permission import Permission
from shopbell.tickets.filter.condition import Filter

from .ask import Ask, Term, read_ask
from .entry import PER_SHELF, Kind
from .exact import exactly
from .index import index_due
from .seen import CUSTOMERS, KINDS, ORDERS, TICKETS, Seen
from .vocabulary import completions_of, neighbours_of

MOST = 100  # results of one kind
FEW = 3  # with fewer than so many, the question is read more kindly
RANKED = 500  # newest matches that are ranked
FEW_SHELVES = (2, 16)  # of the newest: a word that is everywhere, and one that is not so rare, need no more
PHRASE_TURNS = 3  # of the larger few: for words in a row that are everywhere
FEW_HOLD, MOST_HOLD = 2_000, 100_000  # things that are looked through at once, or where all is asked for
EVERYWHERE = 20_000  # things that hold a word: so many of the newest do that older ones need no look
CATCH = 20  # due things that a question brings up to date itself


@dataclass(frozen=True)
class Hit:
    kind: Kind
    object_id: int
    ticket_id: int | None = None
    score: float = 0.0


@dataclass
class Findings:
    """What was found, by kind and best first. `instead` are the words that were read instead of what was typed."""

    ask: Ask
    hits: dict[str, list[Hit]] = field(default_factory=dict)
    is_whole: bool = True  # false when the newest shelves alone held enough
    instead: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        return sum(map(len, self.hits.values()))


SHELVES = {TICKETS: "kind in (1, 2)", CUSTOMERS: "kind = 3", ORDERS: "kind = 4"}
# the rows that match are narrow while they are sorted and joined; their words are read again for the best of them
SQL = """
with found as materialized (
    select e.id, e.at
      from (select id, {key} as key, at from search_entry where {shelf} and words @@ %s::tsquery order by at desc) e
      join ({visible}) v on v.pk = e.key
     order by e.at desc limit {ranked}
)
select kind, object_id, ticket_id,
       ts_rank('{{0.1, 0.3, 0.6, 1}}', words, %s::tsquery, 1)
       / (1 + greatest(0, extract(epoch from now() - found.at)) / 31557600) as score
  from found join search_entry using (id)
 order by score desc, object_id desc limit {most}
"""
NEWEST = """
select max(object_id) filter (where kind = 1), max(object_id) filter (where kind = 2) from (
    (select kind, object_id from search_entry where kind = 1 order by object_id desc limit 1) union all
    (select kind, object_id from search_entry where kind = 2 order by object_id desc limit 1)) newest
"""


def find(
    agent,
    text: str,
    kinds: Iterable[str] = KINDS,
    *,
    most: int = MOST,
    is_whole: bool = False,
    is_kind: bool = True,
    conditions: Filter = (),
) -> Findings:
    """What `agent` may see that answers `text`, by kind, up to `most` of each.

    Where the newest shelves alone hold enough, older ones are looked at with `is_whole` only. With `is_kind` false
    it finds only what holds all the words as they are. `conditions` narrow the tickets; without words they find
    the newest that meet them, and one more than `most` where there are more.
    """
    index_due(CATCH, waits=False)
    ask = completed(read_ask(text))
    findings = Findings(ask, {kind: [] for kind in kinds})
    seen = Seen(agent, conditions)
    if not ask:
        if conditions and TICKETS in findings.hits:
            findings.hits[TICKETS] = [Hit(Kind.TICKET, pk, pk) for pk in seen.newest(most + 1)]
        return findings
    exact = exactly(seen, text)
    for kind in kinds:
        named = [Hit(*each, score=1e9) for each in exact.get(kind, ())]
        hits, is_all = _best(seen, kind, ask, most, is_whole=is_whole)
        findings.is_whole = findings.is_whole and is_all
        findings.hits[kind] = _merged(named, hits)
    if is_kind and findings.count < FEW:
        _read_kindly(seen, findings, most, is_whole=is_whole)
    return findings


def completed(ask: Ask) -> Ask:
    """The last word, when it is only two letters, stands for the common words that begin so."""
    if not ask or len(ask.terms[-1].words) > 1 or len(ask.terms[-1].words[0]) != 2:
        return ask
    last = ask.terms[-1]
    if last.is_open or not last.words[0].isalpha():
        return ask
    return replace(ask, terms=(*ask.terms[:-1], replace(last, others=tuple(completions_of(last.words[0])))))


def _read_kindly(seen: Seen, findings: Findings, most: int, *, is_whole: bool) -> None:
    """Add tickets that hold the words in different messages, then what neighbours of the words find."""
    _add_spread(seen, findings, findings.ask, most, is_whole=is_whole)
    if findings.count >= FEW:
        return
    kinder = findings.ask.with_others(_others)
    if kinder == findings.ask:
        return
    before = findings.count
    for kind in findings.hits:
        hits, is_all = _best(seen, kind, kinder, most, is_whole=is_whole)
        findings.is_whole = findings.is_whole and is_all
        _add(findings, kind, hits)
    if findings.count < FEW:
        _add_spread(seen, findings, kinder, most, is_whole=is_whole)
    if findings.count > before:
        findings.ask = kinder
        findings.instead = [term.others[0] for term in kinder.terms if term.others]


def _add_spread(seen: Seen, findings: Findings, ask: Ask, most: int, *, is_whole: bool) -> None:
    if TICKETS in findings.hits and len(ask.terms) > 1:
        hits, is_all = _spread(seen, ask, most, is_whole=is_whole)
        findings.is_whole = findings.is_whole and is_all
        _add(findings, TICKETS, hits)


def _others(term: Term) -> list[str]:
    return neighbours_of(term.words[0]) if len(term.words) == 1 else []


def _add(findings: Findings, kind: str, hits: list[Hit]) -> None:
    findings.hits[kind] = _merged(findings.hits[kind], hits)


def _merged(first: list[Hit], then: list[Hit]) -> list[Hit]:
    """Both, without what is there already."""
    merged = {(hit.kind, hit.object_id): hit for hit in [*then, *first]}
    return sorted(merged.values(), key=lambda hit: -hit.score)


def _hits(seen: Seen, kind: str, tsquery: str, most: int) -> list[Hit]:
    try:
        visible, params = seen.ids(kind)
    except EmptyResultSet:
        return []
    key = "ticket_id" if kind == TICKETS else "object_id"
    sql = SQL.format(key=key, shelf=SHELVES[kind], visible=visible, ranked=RANKED, most=most)
    with connection.cursor() as cursor:
        cursor.execute(sql, [tsquery, *params, tsquery])
        return [Hit(Kind(kind), pk, ticket_id, score) for kind, pk, ticket_id, score in cursor.fetchall()]


def _best(seen: Seen, kind: str, ask: Ask, most: int, *, is_whole: bool) -> tuple[list[Hit], bool]:
    """The best that hold all of `ask`, and whether everything was looked through for them.

    Of tickets the newest shelves are enough where they hold `most`; what few things hold is not looked for twice.
    """
    if kind == TICKETS and not is_whole:
        hits, is_enough = _best_of_newest(seen, ask, most)
        if is_enough:
            return hits, False
    return _hits(seen, kind, ask.sql, most), True


def _best_of_newest(seen: Seen, ask: Ask, most: int) -> tuple[list[Hit], bool]:
    """The best on a few of the newest shelves, and whether they are enough.

    That words stand in a row is known only by reading each thing that holds them. Where all of them are everywhere,
    what a few times as many shelves hold is enough, and the reader is told. They are looked at by turns: each thing is
    compared with all the marks that are asked for.
    """

    def on(count: int, *, behind: int = 0) -> list[Hit]:
        marks = _marks(newest, count, behind)
        return _hits(seen, TICKETS, f"({ask.sql}) & ({marks})", most) if marks else []

    newest, (two, some) = _newest_shelves(), FEW_SHELVES
    hits = on(two)
    if len(hits) >= most:
        return hits, True
    held_by = _expected(ask.sql)
    if held_by <= FEW_HOLD:
        return hits, False
    hits = on(some)
    if len(hits) >= most or held_by <= EVERYWHERE or not ask.has_phrase:
        return hits, len(hits) >= most
    for turn in range(1, PHRASE_TURNS):
        if len(hits) < most:
            hits = _merged(hits, on(some, behind=turn * some))
    return hits[:most], len(hits) >= FEW


def _newest_shelves() -> dict[str, int]:
    """The newest shelf of tickets and of messages, by the letter of their marks."""
    with connection.cursor() as cursor:
        cursor.execute(NEWEST)
        newest = cursor.fetchone()
    return {letter: (number or 0) // PER_SHELF for letter, number in zip("tm", newest, strict=True)}


def _marks(newest: dict[str, int], count: int, behind: int = 0) -> str:
    """The marks of the `count` newest shelves of each, `behind` so many; empty when with those it would be all."""
    if max(newest.values()) < behind + count:
        return ""
    return " | ".join(
        f"'@{letter}{each}'"
        for letter, shelf in newest.items()
        for each in range(max(0, shelf + 1 - behind - count), max(0, shelf + 1 - behind))
    )


SPREAD = """
with rare as materialized (
    select ticket_id from search_entry where kind in (1, 2) and words @@ %s::tsquery order by at desc limit {few} + 1
), found as (
    select v.pk, max(e.at) as at from ({visible}) v join search_entry e on e.ticket_id = v.pk and e.kind in (1, 2)
     where v.pk in (select ticket_id from rare) {each}
     group by v.pk order by at desc limit {most}
)
select held.count, found.pk from (select count(*) from rare) held left join found on true order by found.at desc
"""
EACH = (
    "and exists"
    " (select from search_entry o where o.ticket_id = v.pk and o.kind in (1, 2) and o.words @@ %s::tsquery)"
)
HOW_MANY = "explain (format json) select from search_entry where kind in (1, 2) and words @@ %s::tsquery"


def _expected(tsquery: str) -> float:
    """How many things hold it, as PostgreSQL guesses by its statistics: counting what is everywhere takes too long."""
    with connection.cursor() as cursor:
        cursor.execute(HOW_MANY, [tsquery])
        (plans,) = cursor.fetchone()
    return plans[0]["Plan"]["Plan Rows"]


def _spread(seen: Seen, ask: Ask, most: int, *, is_whole: bool) -> tuple[list[Hit], bool]:
    """Tickets that hold every term somewhere, newest first, and whether everything was looked through for them.

    The rarest term, as guessed, is looked for, the others among its tickets; how many hold it is counted.
    """
    try:
        visible, params = seen.ids(TICKETS)
    except EmptyResultSet:
        return [], True
    terms = sorted((_expected(term.sql), term.sql) for term in ask.terms)
    (held_by, first), *others = terms
    marks = _marks(_newest_shelves(), FEW_SHELVES[-1]) if held_by > EVERYWHERE and not is_whole else ""
    if marks:
        first = f"{first} & ({marks})"
    few = MOST_HOLD if is_whole else FEW_HOLD
    sql = SPREAD.format(visible=visible, each="   ".join([EACH] * len(others)), most=most, few=few)
    with connection.cursor() as cursor:
        cursor.execute(sql, [first, *params, *(term for _, term in others)])
        rows = cursor.fetchall()
    hits = [Hit(Kind.TICKET, pk, pk) for _, pk in rows if pk]
    return hits, not marks and rows[0][0] <= few


def may_find(agent) -> list[str]:
    """The kinds this agent may look for."""
    kinds = [TICKETS]
    if agent.may(Permission.CUSTOMER_READ):
        kinds.append(CUSTOMERS)
    if agent.may(Permission.ORDER_READ):
        kinds.append(ORDERS)
    return kinds
