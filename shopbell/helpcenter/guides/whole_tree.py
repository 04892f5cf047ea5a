"""Writing the tree of a guide as a whole, as programs do. A step and a choice keep their numbers, which addresses and
counts go by: one that is new has a number that no other ever had."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shopbell.core.errors import Refused
from shopbell.core.storable import storable

from ..article_text import MOST_SUMMARY, MOST_TITLE
from .guide import Guide
from .tree import MOST_STEPS, Choice, Step, Tree, Words
from .writing import held_guide, refuse_too_much, save_tree


@transaction.atomic
def write_tree(guide: Guide, tree: Tree, *, by: Any, seen: int) -> Guide:
    """Make `tree` the draft; the same again changes nothing. Raises Refused for what is no tree, and Meanwhile when
    somebody wrote since `seen`. What is merely unfinished may be kept, and not be published."""
    held = held_guide(guide, by, seen)
    tree = Tree(
        title=_lines(tree.title), summary=_lines(tree.summary),
        steps=[_tidy(step) for step in tree.steps], last_id=_last_id(tree, held.tree),
    )  # fmt: skip
    _refuse_too_much(tree)
    if not tree.title.get(held.language):
        raise Refused(_("Give the guide a title."))
    content = tree.model_dump(mode="json")
    return held if content == held.draft else save_tree(held, content, [*held.earlier, held.draft], by)


def _refuse_too_much(tree: Tree) -> None:
    if len(tree.steps) > MOST_STEPS:
        raise Refused(_("A guide has up to %(most)s steps. Make two of it.") % {"most": MOST_STEPS})
    titles = [tree.title, *(step.title for step in tree.steps), *(choice.words for choice in _choices(tree))]
    if any(_longest(words) > MOST_TITLE for words in titles) or _longest(tree.summary) > MOST_SUMMARY:
        raise Refused(
            _("A title has up to %(title)s characters, and what is in short up to %(summary)s.")
            % {"title": MOST_TITLE, "summary": MOST_SUMMARY}
        )
    for step in tree.steps:
        refuse_too_much(step)


def _longest(words: Words) -> int:
    return max((len(text) for text in words.values()), default=0)


def _last_id(tree: Tree, before: Tree) -> int:
    """The highest number that was ever given. Raises Refused for one that stands twice, was another's, or leads
    nowhere."""
    steps, known = [each.id for each in tree.steps], [each.id for each in before.steps]
    choices, chosen = _choices(tree), _choices(before)
    numbers = [*steps, *(each.id for each in choices)]
    fresh = set(steps) - set(known) | {each.id for each in choices} - {each.id for each in chosen}
    if len(set(numbers)) < len(numbers) or any(number <= before.last_id for number in fresh):
        raise Refused(
            _("Number each new step and choice once, above %(last)s: a number is never given again.")
            % {"last": before.last_id}
        )
    if any(each.to is not None and each.to not in steps for each in choices):
        raise Refused(_("A choice leads to a step that is not there."))
    return max([before.last_id, *numbers])


def _choices(tree: Tree) -> list[Choice]:
    return [choice for step in tree.steps for choice in step.choices]


def _tidy(step: Step) -> Step:
    words = {code: storable(text).strip() for code, text in step.text.items()}
    choices = [Choice(id=each.id, words=_lines(each.words), to=each.to) for each in step.choices]
    return step.model_copy(
        update={
            "title": _lines(step.title),
            "text": {code: text for code, text in words.items() if text},
            "choices": choices,
            "place": storable(step.place).strip(),
            "products": [sku for each in step.products if (sku := " ".join(storable(each).split()))],
        }
    )


def _lines(words: Words) -> Words:
    tidied = {code: " ".join(storable(text).split()) for code, text in words.items()}
    return {code: text for code, text in tidied.items() if text}
