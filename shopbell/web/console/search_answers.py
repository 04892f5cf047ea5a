"""What the search finds that answers already: articles, policies and whatever else the one search knows; macros; rules.

Each lookup asks who searches: a source of the one search shows what the agent may read, macros are those the agent may
use, and rules and settings lie behind the pages that the agent may open.
"""

from collections.abc import Iterable
from functools import lru_cache

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
from shopbell.search.help.sources import SOURCES, Reader
from shopbell.tickets.macro import Macro

from .search import Section, Shown
from .settings_search import find_settings

MACROS, RULES = "macros", "rules"
MACRO_PAGE = "settings-macros"


def answer_kinds(agent) -> dict[str, tuple[str, str]]:
    """What this agent may look for besides tickets, customers and orders: label and icon of each kind."""
    kinds = {name: (str(source.label), source.icon) for name, source in SOURCES.items()}
    kinds[MACROS] = (_("Macros"), "zap")
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
        found[MACROS] = _macros(agent, ask)
    if RULES in wanted:
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


def _macros(agent, ask: Ask) -> list[Shown]:
    """Those that hold every word; what has them in its name first."""
    rows = Macro.objects.usable_by(agent)
    named = [macro for macro in rows if _has(macro.name, ask)]
    others = [macro for macro in rows if macro not in named and _has(_all_of(macro), ask)]
    may_change = agent.may(Permission.SETTINGS_MANAGE)
    return [
        Shown(
            reverse(f"{MACRO_PAGE}-edit", args=[macro.pk]) if may_change else "",
            marked(macro.name, ask),
            excerpt(macro.text, ask),
            None,
            whole=macro.text,
        )
        for macro in [*named, *others]
    ]


def _rules(agent, ask: Ask) -> list[Shown]:
    """Settings and the rows of their tables: triggers, schedules, goals. Macros are found by themselves."""
    return [
        Shown(
            each.address, marked(each.label, ask), Markup("{}").format(each.sentence), None, detail=each.trail
        )
        for each in find_settings(agent, ask)
        if each.place != MACRO_PAGE or not each.trail
    ]


def _all_of(macro: Macro) -> str:
    return " ".join([macro.name, macro.text, *map(str, macro.texts.values())])


def _has(text: str, ask: Ask) -> bool:
    said = _folded(text)
    asked = [word for term in ask.terms for word in term.words]
    return all(any(each.startswith(word) for each in said) for word in asked)


@lru_cache(2_048)
def _folded(text: str) -> frozenset[str]:
    """The words of `text`, folded once: macros are the same for every letter that is typed."""
    return frozenset(words(text))
