"""What readers see of a guide in one language, to be looked over for doubts as the text of an article is."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from html import escape

from django.urls import reverse

from ..products import SKU, Facts, products_in
from .guide import Guide
from .places import address_of
from .reading import body_of
from .tree import Step, Tree, Words


@dataclass(frozen=True)
class GuideText:
    of: int  # the key of its guide
    language: str
    number: int  # of the version
    body: str  # of all steps; what they lead to stands there as links
    published_at: datetime
    products: dict[str, Facts]
    lags: bool = False

    def is_behind(self, original: "GuideText | None") -> bool:
        """Whether some of it translates what the guide does not say any more in its first language."""
        return self.lags and original is not None


def texts_of(guides: Iterable[Guide]) -> list[GuideText]:
    """Of each that is published, one in each language that it has a title in; the products stand with the first."""
    return [
        GuideText(
            guide.pk, language, guide.shown.number, body_in(guide.shown.tree, language), guide.shown.at,
            guide.shown.products if language == guide.language else {}, language in guide.shown.behind,
        )
        for guide in guides if guide.shown
        for language in guide.shown.tree.title
    ]  # fmt: skip


def body_in(tree: Tree, language: str) -> str:
    return "\n".join(part for step in tree.steps for part in _parts(step, language))


def _parts(step: Step, language: str) -> Iterator[str]:
    if text := step.text.get(language):
        yield body_of(text)
    if step.is_ending and step.article:
        address = reverse("help-article-short", args=[language, step.article])
        yield _link(address, step.title, language)
    if step.is_ending and step.place:
        yield _link(address_of(step.place, language), step.title, language)


def _link(address: str, words: Words, language: str) -> str:
    return f'<p><a href="{escape(address)}">{escape(words.get(language, ""))}</a></p>'


def products_of_tree(tree: Tree) -> set[str]:
    """What names the products that it shows or advises (`products.facts_of`)."""
    advised = {SKU + sku for step in tree.steps if step.is_ending for sku in step.products}
    bodies = (body_of(text) for step in tree.steps for text in step.text.values())
    return advised.union(*(products_in(body) for body in bodies))
