"""A guide as it is read: the step that the address names, the way there, and where each choice leads.

The address holds the numbers of the choices taken, so a page can be shared, kept and gone back from.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from shopbell.shop.product import Product, Variant

from ..category import Category
from ..centre import HelpCentre
from ..films import films_of_lines, foreign_films
from ..markdown import to_body
from ..reading import Page, Reader, page_of, shown_body
from .guide import Guide
from .places import address_of
from .tree import Choice, Kind, Step, Tree, Words, language_of, said


@dataclass(frozen=True)
class Stop:
    """A question that was answered: what it asked, what was chosen, and the way to it."""

    question: str
    choice: str
    way: str


@dataclass(frozen=True)
class Onward:
    words: str
    way: str


@dataclass(frozen=True)
class Offer:
    """A product that an ending advises."""

    product: Product
    variant: Variant


@dataclass
class Shown:
    guide: Guide
    language: str  # that its words are in
    title: str
    summary: str
    step: Step
    words: str
    html: str
    way: str
    taken: list[Stop]
    onward: list[Onward]
    article: Page | None = None
    address: str = ""  # where something is done
    offers: list[Offer] = field(default_factory=list)
    topic: int | None = None  # that a question about it is of
    titles: Words = field(default_factory=dict)  # in all its languages
    is_behind: bool = False  # some of this page translates what the guide does not say any more


@dataclass(frozen=True)
class Card:
    """A guide in a list."""

    guide: Guide
    language: str
    title: str
    summary: str


def way_of(numbers: Iterable[int]) -> str:
    return "-".join(str(number) for number in numbers)


def numbers_of(way: str) -> list[int]:
    return [
        int(each) if each.isascii() and each.isdecimal() and len(each) < 9 else 0
        for each in way.split("-")
        if way
    ]


def guides_for(centre: HelpCentre, reader: Reader, category: Category | None = None) -> list[Card]:
    """The published guides that `reader` may read, by category and place."""
    found = Guide.objects.published().readable_by(is_customer=reader.is_customer, is_agent=reader.is_agent)
    if category:
        found = found.filter(category=category)
    chain = centre.chain(reader.language)
    return [_card(guide, chain) for guide in found.order_by("category__position", "position", "pk")]


def _card(guide: Guide, chain: list[str]) -> Card:
    assert guide.shown  # what is published has it
    tree, chain = guide.shown.tree, [*chain, guide.language]
    return Card(guide, language_of(tree.title, chain), said(tree.title, chain), said(tree.summary, chain))


def shown_at(
    guide: Guide, tree: Tree, way: str, centre: HelpCentre, reader: Reader, *, film: int | None = None
) -> Shown | None:
    """What stands at the end of `way`; a way that the guide does not know any more ends where it is lost. For `film`
    see `films.with_films`: those of the step come before those of its article."""
    step, taken = tree.walk(numbers_of(way))
    if not step:
        return None
    chain = [*centre.chain(reader.language), guide.language]
    numbers = [choice.id for _step, choice in taken]
    body, spoken = body_of(said(step.text, chain)), language_of(step.text, chain) or chain[0]
    shown = Shown(
        guide, language_of(tree.title, chain), said(tree.title, chain), said(tree.summary, chain), step,
        said(step.title, chain), shown_body(body, spoken, film=film)[0], way_of(numbers), _stops(taken, chain),
        [Onward(said(choice.words, chain), way_of([*numbers, choice.id])) for choice in step.choices
         if not step.is_ending and tree.step(choice.to)],
    )  # fmt: skip
    shown.titles = tree.title
    if guide.shown and tree == guide.shown.tree:
        lags = guide.shown.behind.get(reader.language, {})
        shown.is_behind = bool(lags.keys() & {"title", "summary", *step.parts()})
    shown.topic = step.topic or _topic_of(tree)
    if step.kind == Kind.ANSWER and step.article:
        shown.article = page_of(centre, reader, step.article, film=film, films_before=foreign_films(body))
    if step.kind == Kind.ACTION:
        shown.address = address_of(step.place, reader.language)
    if step.kind == Kind.PRODUCT:
        shown.offers = _offers(step)
    return shown


def _topic_of(tree: Tree) -> int | None:
    """The topic of the guide: the one that all of its steps name which lead to a person; None where they differ."""
    named = tree.topics()
    return named.pop() if len(named) == 1 else None


def body_of(text: str) -> str:
    """The body that the text of a step describes: Markdown, in which the address of a film on its own line is it."""
    return films_of_lines(to_body(text))


def _stops(taken: list[tuple[Step, Choice]], chain: list[str]) -> list[Stop]:
    before: list[int] = []
    stops = []
    for step, choice in taken:
        stops.append(Stop(said(step.title, chain), said(choice.words, chain), way_of(before)))
        before.append(choice.id)
    return stops


def _offers(step: Step) -> list[Offer]:
    """The products that are named and sold, in the order in which they are named."""
    by_sku = sold(step.products)
    return [Offer(by_sku[sku].product, by_sku[sku]) for sku in dict.fromkeys(step.products) if sku in by_sku]


def sold(numbers: Iterable[str]) -> dict[str, Variant]:
    """What is sold, by its article number, with its product."""
    found = Variant.objects.filter(sku__in=list(numbers), is_available=True).select_related("product")
    return {variant.sku: variant for variant in found}
