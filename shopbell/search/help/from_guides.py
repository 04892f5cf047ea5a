"""Troubleshooting guides as documents: all that a published guide asks and answers, in each language that names it.

A guide is found by what stands at any of its steps, and leads to the first of them: where somebody is, they say there.
"""

from collections.abc import Iterable, Iterator

from shopbell.helpcenter.body import text_in_a_line
from shopbell.helpcenter.category import Category
from shopbell.helpcenter.guides.guide import Guide
from shopbell.helpcenter.guides.tree import Tree, language_of, said
from shopbell.helpcenter.guides.views.public import address_at
from shopbell.helpcenter.markdown import to_body

from .sources import Reader, Shown, Written


def written(ids: list[int]) -> Iterable[Written]:
    for guide in _published().filter(pk__in=ids):
        assert guide.shown  # what is published has it
        tree = guide.shown.tree
        for language in sorted(code for code, title in tree.title.items() if title):
            name = guide.category.named_in([language])
            title = tree.title[language]
            fields = [
                (title, "A"),
                (said(tree.summary, [language]), "B"),
                (name.name if name else "", "C"),
                (_told(tree, [language]), "D"),
            ]
            yield Written(
                guide.pk, language, title, fields, access=guide.access, category=guide.category.slug
            )


def shown(ids: list[int], reader: Reader) -> dict[int, Shown]:
    """What is not said in a language of the reader is said in the guide's first, as on its page."""
    readable = _published().readable_by(is_customer=bool(reader.customer), is_agent=bool(reader.agent))
    found = {}
    for guide in readable.filter(pk__in=ids):
        assert guide.shown
        tree, chain = guide.shown.tree, [*reader.languages, guide.language]
        summary = said(tree.summary, chain)
        found[guide.pk] = Shown(
            said(tree.title, chain),
            address_at(reader.languages[0], guide.slug, ""),
            language_of(tree.title, chain),
            f"{summary} {_told(tree, chain)}".strip(),
            _name(guide.category, reader),
            summary,
        )
    return found


def all_ids() -> Iterable[int]:
    return Guide.objects.published().values_list("pk", flat=True)


def _published():
    return Guide.objects.published().select_related("category").prefetch_related("category__names")


def _name(category: Category, reader: Reader) -> str:
    name = category.named_in(list(reader.languages))
    return name.name if name else ""


def _told(tree: Tree, chain: list[str]) -> str:
    """What the steps say, in the order in which they are read, with what can be chosen at them."""
    return " ".join(part for part in _parts(tree, chain) if part)


def _parts(tree: Tree, chain: list[str]) -> Iterator[str]:
    for step in tree.in_order():
        yield said(step.title, chain)
        yield text_in_a_line(to_body(said(step.text, chain)))
        if not step.is_ending:
            yield from (said(choice.words, chain) for choice in step.choices)
