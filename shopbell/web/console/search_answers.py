"""What the search finds that answers already: all that the help centre's search knows; macros; procedures; rules.

Each lookup asks who searches: a source of the one search shows what the agent may read, macros and procedures are those
that the agent may use, and rules and settings lie behind the pages that the agent may open.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache, partial

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from markupsafe import Markup

from shopbell.accounts.permission import Permission
from shopbell.core.folding import words
from shopbell.core.settings_card import cards_of
from shopbell.helpcenter.centre import HelpCentre
from shopbell.search.ask import Ask
from shopbell.search.excerpt import excerpt, marked
from shopbell.search.help.find import Hit, find
from shopbell.search.help.slip import is_slip
from shopbell.search.help.sources import SOURCES, Reader
from shopbell.search.vocabulary import common_among, is_forgiven, is_neighbour
from shopbell.shop.procedures.procedure import Procedure
from shopbell.tickets.macro import Macro

from .search import Section, Shown
from .settings_search import find_settings

Written = tuple[Macro | Procedure, str, list[str]]  # with what it says, and what else it is known by
MACROS, PROCEDURES, RULES = "macros", "procedures", "rules"
LONGEST = 4  # words by which settings are looked for: whole questions are about the shop, and each table costs a query
PAGES = {MACROS: "settings-macros", PROCEDURES: "settings-procedures"}


def answer_kinds(agent) -> dict[str, tuple[str, str]]:
    """What this agent may look for besides tickets, customers and orders: label and icon of each kind."""
    kinds = {name: (str(source.label), source.icon) for name, source in SOURCES.items()}
    kinds[MACROS] = (_("Macros"), "zap")
    if agent.may(Permission.TICKET_UPDATE):
        kinds[PROCEDURES] = (_("Procedures"), "route")
    if cards_of(agent):
        kinds[RULES] = (_("Rules and settings"), "settings")
    return kinds


def answer_sections(agent, ask: Ask, kinds: Iterable[str], most: int) -> list[Section]:
    """Up to `most` of each of `kinds` that answer `ask`, by kind."""
    labels = answer_kinds(agent)
    wanted = [kind for kind in kinds if kind in labels]
    if not ask or not wanted:
        return []
    found = _documents(agent, ask, [kind for kind in wanted if kind in SOURCES], most)
    if MACROS in wanted:
        rows = Macro.objects.usable_by(agent)
        found[MACROS] = _written(agent, ask, MACROS, [(row, row.text, [*row.texts.values()]) for row in rows])
    if PROCEDURES in wanted:
        steps = Procedure.objects.offered()
        told = [(row, _steps(row), [row.topic]) for row in steps]
        found[PROCEDURES] = _written(agent, ask, PROCEDURES, told)
    if RULES in wanted and len(ask.terms) <= LONGEST:
        found[RULES] = _rules(agent, ask)
    return [
        Section(kind, *labels[kind], found[kind][:most], len(found[kind]) > most)
        for kind in wanted
        if found.get(kind)
    ]


def documents(agent, text: str, kinds: list[str], each: int) -> list[Hit]:
    """What the one search finds for `agent` in the language of the page, up to `each` of a kind."""
    centre = HelpCentre.current()
    language = centre.nearest(translation.get_language() or "")
    reader = Reader(agent=agent, languages=tuple(centre.chain(language)))
    return find(text, language=language, reader=reader, kinds=kinds, limit=each * len(kinds), each=each).hits


def _documents(agent, ask: Ask, kinds: list[str], most: int) -> dict[str, list[Shown]]:
    found: dict[str, list[Shown]] = {}
    for hit in documents(agent, ask.text, kinds, most + 1) if kinds else ():
        found.setdefault(hit.kind, []).append(
            Shown(hit.address, hit.title, hit.excerpt, None, detail=hit.category, language=hit.language)
        )
    return found


def _written(agent, ask: Ask, kind: str, rows: Sequence[Written]) -> list[Shown]:
    """Those that hold every word, or where none does every word but for a slip; by name first."""
    found = _holding(rows, ask, str.startswith)
    if not found:
        slips = {word for word in _asked(ask) if is_forgiven(word)}
        found = _holding(rows, ask, partial(_is_meant, slips - common_among(slips)))
    may_change = agent.may(Permission.SETTINGS_MANAGE)
    return [
        Shown(
            reverse(f"{PAGES[kind]}-edit", args=[row.pk]) if may_change else "",
            marked(row.name, ask),
            excerpt(text, ask),
            None,
            whole=text,
        )
        for row, text, _others in found
    ]


def _holding(rows: Sequence[Written], ask: Ask, holds: Callable[[str, str], bool]) -> list[Written]:
    named = [row for row in rows if _has(row[0].name, ask, holds)]
    others = [row for row in rows if row not in named]
    return [*named, *(row for row in others if _has(" ".join([row[0].name, row[1], *row[2]]), ask, holds))]


def _rules(agent, ask: Ask) -> list[Shown]:
    """Settings and the rows of their tables: triggers, schedules, goals; but what is found by itself."""
    return [
        Shown(
            each.address, marked(each.label, ask), Markup("{}").format(each.sentence), None, detail=each.trail
        )
        for each in find_settings(agent, ask)
        if each.place not in PAGES.values() or not each.trail
    ]


def _steps(procedure: Procedure) -> str:
    """When it is used, and its steps in their order, a line each."""
    lines = [procedure.about] if procedure.about else []
    for number, step in enumerate(procedure.written, start=1):
        lines += [
            f"{number}. {step.title}",
            *([step.text] if step.text else []),
            *(f"– {each}" for each in step.details),
        ]
    return "\n".join(lines)


def _has(text: str, ask: Ask, holds: Callable[[str, str], bool]) -> bool:
    said = _folded(text)
    return all(any(holds(each, word) for each in said) for word in _asked(ask))


def _asked(ask: Ask) -> list[str]:
    return [word for term in ask.terms for word in term.words]


def _is_meant(slips: set[str], said: str, asked: str) -> bool:
    """Whether `asked` begins it, or, if that may be a slip, is one away from it."""
    return said.startswith(asked) or (asked in slips and is_neighbour(asked, said) and is_slip(asked, said))


@lru_cache(2_048)
def _folded(text: str) -> frozenset[str]:
    """The words of `text`, folded once: macros are the same for every letter that is typed."""
    return frozenset(words(text))
