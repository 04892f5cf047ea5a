"""Which words of a guide translate what its first language does not say any more.

A guide is published in all its languages at once, so what a translation lags behind is told word by word: each version
keeps, of a translation that stands while the words first written change, what those said when it was made.
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from shopbell.accounts.permission import Permission

from .guide import Guide, GuideVersion
from .tree import Step, Tree, Words

Behind = dict[str, dict[str, str]]  # by language and part (`Tree.parts`), what the translation was made of
NOTHING: Words = {}
LOOKED_BACK = 50  # versions


def behind_of(before: GuideVersion | None, tree: Tree, first: str) -> Behind:
    """What lags behind in `tree` when it follows `before`. Words that changed too say what `first` says now, and so do
    those of which `first` says again what it said. Words of an earlier version say what they said then.
    """
    if not before:
        return {}
    was, now = before.tree.parts(), tree.parts()
    found: Behind = {}
    brought_back = []
    for part, words in now.items():
        for language in words.keys() - {first}:
            if not words[language]:
                continue
            if words[language] == was.get(part, NOTHING).get(language):
                made_of = _made_of(before, was, part, language, first)
                found.setdefault(language, {})[part] = made_of
            else:
                brought_back.append((part, language))
    if brought_back:
        _as_they_were(brought_back, before, now, first, found)
    lagging = {
        language: {part: made_of for part, made_of in parts.items() if made_of != now[part].get(first, "")}
        for language, parts in sorted(found.items())
    }
    return {language: parts for language, parts in lagging.items() if parts}


def _made_of(version: GuideVersion, parts: Mapping[str, Words], part: str, language: str, first: str) -> str:
    """What the words first written said when those of `version` were made."""
    return version.behind.get(language, {}).get(part, parts[part].get(first, ""))


def _as_they_were(
    asked: list[tuple[str, str]], before: GuideVersion, now: Mapping[str, Words], first: str, found: Behind
) -> None:
    """Add to `found` what those words were made of that stood so in the newest of the versions ahead of `before`."""
    for version in before.guide.versions.filter(number__lt=before.number)[:LOOKED_BACK]:
        parts = version.tree.parts()
        for part, language in list(asked):
            if now[part][language] == parts.get(part, NOTHING).get(language):
                found.setdefault(language, {})[part] = _made_of(version, parts, part, language, first)
                asked.remove((part, language))


@transaction.atomic
def say_it_follows(guide: Guide, language: str, *, by: Any) -> None:
    """Let readers in `language` be told no more that their words lag behind: they fit all the same."""
    by.require(Permission.HELP_WRITE)
    follow(guide.lock(), language)


def follow(guide: Guide, language: str) -> None:
    """Note that the words in `language`, as readers see them, say what the first language says now."""
    shown = guide.shown
    if shown and language in shown.behind:
        shown.behind = {code: parts for code, parts in shown.behind.items() if code != language}
        shown.save(update_fields=["behind"])


def step_of(part: str, tree: Tree) -> Step | None:
    """The step in which the part stands; None for the title and what is in short."""
    return next((step for step in tree.steps if part in step.parts()), None)
