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


def behind_of(before: GuideVersion | None, tree: Tree, first: str) -> Behind:
    """What lags behind in `tree` when it follows `before`. Words that changed too say what `first` says now, and so do
    those of which `first` says again what it said."""
    if not before:
        return {}
    was, now = before.tree.parts(), tree.parts()
    found = {
        language: {
            part: made_of
            for part in now
            if (made_of := _made_of(language, part, was, now, before.behind, first)) is not None
            and made_of != now[part].get(first, "")
        }
        for language in sorted(set().union(*now.values()) - {first})
    }
    return {language: parts for language, parts in found.items() if parts}


def _made_of(
    language: str, part: str, was: Mapping[str, Words], now: Mapping[str, Words], behind: Behind, first: str
) -> str | None:
    """What the words first written said when these were made; None where they are new, changed, or not there."""
    before, words = was.get(part, NOTHING), now[part].get(language)
    if not words or words != before.get(language):
        return None
    return behind.get(language, {}).get(part, before.get(first, ""))


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
