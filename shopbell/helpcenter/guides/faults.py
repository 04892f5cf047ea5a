"""What is wrong with a tree. A guide without a fault ends for every path that a reader may take."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from ..article import Access, Article
from ..unfilled import Unfilled, lacking_by
from .places import is_place
from .reading import body_of
from .tree import Kind, Step, Tree


@dataclass(frozen=True)
class Fault:
    step: int | None  # its number; None for the guide as a whole
    sentence: str


WIDER = {  # whose articles everybody may read who reads a guide of this access
    Access.PUBLIC: [Access.PUBLIC],
    Access.CUSTOMERS: [Access.PUBLIC, Access.CUSTOMERS],
    Access.AGENTS: list(Access),
}


def faults(
    tree: Tree,
    language: str,
    readable: set[int] | None = None,
    *,
    access: str = Access.PUBLIC,
    unset: dict[int, list[str]] | None = None,
) -> list[Fault]:
    """Each fault, in the order of the steps. `language` is the one that must be complete; `readable` are the articles
    that an answer may show (None: those that are published to all who may read a guide of this `access`);
    `unset` is its part of `unset_in`, for who looks at many."""
    if not tree.first:
        return [Fault(None, _("There is no step yet. Begin with a question."))]
    if readable is None:
        named = {step.article for step in tree.steps if step.article}
        shown = Article.objects.filter(pk__in=named, texts__isnull=False, access__in=WIDER[Access(access)])
        readable = set(shown.values_list("pk", flat=True))
    found = [] if tree.title.get(language) else [Fault(None, _("The guide has no title."))]
    reached, circling = reach(tree), circles(tree)
    unset = unset_in({0: tree})[0] if unset is None else unset
    for step in tree.in_order():
        found += [Fault(step.id, sentence) for sentence in _faults_of(step, tree, language, readable)]
        if step.id in unset:
            found.append(Fault(step.id, str(Unfilled(unset[step.id]))))
        if step.id in circling:
            found.append(
                Fault(step.id, _("This step leads back to itself, so that a reader may go round for ever."))
            )
        if step.id not in reached:
            found.append(Fault(step.id, _("No choice leads here, so that nobody reaches this step.")))
    return found


def unset_in(trees: dict[int, Tree], at: datetime | None = None) -> dict[int, dict[int, list[str]]]:
    """Of each tree by its steps, what they name of policies that are not there at `at` (now); the policies are asked
    once."""
    bodies = (
        ((key, step.id), body_of(words))
        for key, tree in trees.items() for step in tree.steps for words in step.text.values()
    )  # fmt: skip
    found: dict[int, dict[int, list[str]]] = {key: {} for key in trees}
    for (key, step_id), names in lacking_by(bodies, at).items():
        found[key][step_id] = names
    return found


def _faults_of(step: Step, tree: Tree, language: str, readable: set[int]) -> Iterator[str]:
    if not step.title.get(language):
        yield _("This step has no words.")
    if step.kind == Kind.QUESTION:
        yield from _faults_of_choices(step, tree, language)
    if step.kind == Kind.ANSWER and not step.article and not step.text.get(language):
        yield _("This answer says nothing. Write it, or choose an article.")
    if step.kind == Kind.ANSWER and step.article and step.article not in readable:
        yield _("The article of this answer is not published, or not for all who read this guide.")
    if step.kind == Kind.ACTION and not is_place(step.place):
        yield _("It does not say where this is done. Choose a page, or write its address.")
    if step.kind == Kind.PRODUCT and not step.products:
        yield _("This ending names no product.")


def _faults_of_choices(step: Step, tree: Tree, language: str) -> Iterator[str]:
    if not step.choices:
        yield _("This question has no answers to choose from, so that it leads nowhere.")
    if any(not choice.words.get(language) for choice in step.choices):
        yield _("A choice of this question has no words.")
    for choice in step.choices:
        if not tree.step(choice.to):
            yield _("The choice “%(choice)s” leads nowhere.") % {"choice": choice.words.get(language, "")}


def leads(tree: Tree) -> dict[int, list[int]]:
    """The steps to which each leads; an ending leads nowhere."""
    there = {step.id for step in tree.steps}
    return {
        step.id: [choice.to for choice in step.choices if choice.to in there] if not step.is_ending else []
        for step in tree.steps
    }


def reach(tree: Tree) -> set[int]:
    """The steps that a reader may come to."""
    onward, waiting = leads(tree), [tree.first.id] if tree.first else []
    found = set(waiting)
    while waiting:
        new = set(onward[waiting.pop()]) - found
        found |= new
        waiting += new
    return found


def circles(tree: Tree) -> set[int]:
    """The steps from which a path leads back to them: what is left when endings are taken away again and again."""
    onward = {number: set(to) for number, to in leads(tree).items()}
    going = set(onward)
    while done := {number for number in going if not onward[number] & going}:
        going -= done
    backward = {number: {other for other in going if number in onward[other]} for number in going}
    while done := {number for number in going if not backward[number] & going}:
        going -= done
    return going


def lacking(tree: Tree, language: str) -> int:
    """How many words of the guide are not there in `language`: readers of it read the first language there."""
    return sum(bool(any(words.values()) and not words.get(language)) for words in tree.parts().values())
