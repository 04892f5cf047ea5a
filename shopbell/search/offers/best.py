"""The best answers to a question while it is written: what everybody may read, nothing where nothing is near.

Articles, policies, guides, and topics whose asker accepted an answer. How near one is, is its rank by the words of the
question times the share of the question that it covers, the same measure for every kind; what is written all the time
(“help”, “really”) tells little. A question within a letter is judged by itself, too. What the shopper looks at and what
they ticked bring forward what is about that too, and most of all what carries the contact reason they ticked or is
about the product they see; alone they bring none that the question does not name. Only while nothing is written yet is
what carries the reason the answer: first what most people read without writing after it. The measure, with what it lets
through, is in `benchmarks/offers.py`.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from shopbell.channels.offered import key_of
from shopbell.channels.offering import MOST, Offer, Question
from shopbell.helpcenter.centre import HelpCentre
from shopbell.search.help.about import weighed
from shopbell.search.help.document import Document
from shopbell.search.help.find import CATCH, MOST_LANGUAGES, merged
from shopbell.search.help.index import index_due
from shopbell.search.help.question import read_question
from shopbell.search.help.ranking import Among, Ranked, ranked
from shopbell.search.help.sources import PUBLIC, SOURCES, Reader, Shown
from shopbell.shop.product import Product
from shopbell.tickets.reason import ContactReason

from .asked import asked_in, words_asked
from .carrying import Thing, carry, most_helpful

NEAR = 0.1  # rank times share, from which on an answer is offered
NEAR_AS_ASKED = 0.05  # and what is called as was asked
AS_ASKED = 1.9  # by how much its title brings that forward, or more
RANKED, LOOKED_AT = 30, 4 * MOST
MOST_EXCERPT = 160
OFFERED = ("article", "policy", "guide", "topic")
# a topic is offered for its answer: one without is not looked at; what is shown is asked of its source once more
AMONG = Among(
    """kind = any(%s) and (kind <> 'topic' or exists (
        select from community_topic t join community_post a on a.id = t.accepted_id
         where t.id = object_id and t.state = 'shown' and a.state = 'shown'))""",
    ([*OFFERED],),
)


@dataclass(frozen=True)
class Near:
    kind: str
    object_id: int
    nearness: float
    titled: float = 1.0  # by how much its title brings it forward of those that are near

    @property
    def thing(self) -> Thing:
        return self.kind, self.object_id


def is_open() -> bool:
    """Whether anything is offered: what stands in a help centre that is closed is not."""
    return HelpCentre.current().is_on


def offers(question: Question) -> list[Offer]:
    """The best of them, as the registry of the channels wants them."""
    centre = HelpCentre.current()
    if not centre.is_on:
        return []
    index_due(CATCH, waits=False)
    language = centre.nearest(question.language)
    reader = Reader(languages=tuple(centre.chain(language))[:MOST_LANGUAGES])
    product, carrying = product_at(question.page), carry(question.reasons, reader.languages)
    near = nearest(
        question.text,
        reader.languages,
        beside=beside(question, product),
        carrying=carrying,
        product=product.external_id if product else "",
    )
    found = [each.thing for each in near]
    if not question.is_written:
        found = [*most_helpful(carrying), *(thing for thing in found if thing not in carrying)][:LOOKED_AT]
    texts = _shown(found, reader)
    return [_offer(thing, texts[thing]) for thing in found if thing in texts][:MOST]


def nearest(
    text: str,
    languages: Sequence[str],
    *,
    beside: str = "",
    carrying: Collection[Thing] = (),
    product: str = "",
    among: Among = AMONG,
) -> list[Near]:
    """What answers `text`, the best first; what `beside` names too, what is `carrying`, and what is about the `product`
    (its number in the shop) comes forward."""
    found = _ranked(text, languages, among)
    about = {(each.kind, each.object_id): each.share for each in _ranked(beside, languages, among)}
    for thing in [*carrying, *_about_product(product, found)] if found else []:
        about[thing] = about.get(thing, 0) + 1.0
    near = [_near(each, about.get((each.kind, each.object_id), 0)) for each in found]
    near = [each for each in near if each.nearness >= (NEAR_AS_ASKED if each.titled >= AS_ASKED else NEAR)]
    return sorted(
        near, key=lambda each: (-each.nearness * each.titled, OFFERED.index(each.kind), each.object_id)
    )[:LOOKED_AT]


def _near(each: Ranked, about: float) -> Near:
    return Near(each.kind, each.object_id, each.nearness * (1 + about), each.titled)


def _about_product(product: str, found: list[Ranked]) -> list[Thing]:
    """Topics among those found that are about the product."""
    if not product:
        return []
    ids = [each.object_id for each in found if each.kind == "topic"]
    rows = Document.objects.filter(kind="topic", object_id__in=ids, product=product)
    return [("topic", number) for number in rows.values_list("object_id", flat=True)]


def beside(question: Question, product: Product | None) -> str:
    """What the question is about besides its words: the product in view and its kind, and what was ticked."""
    said = [product.name, product.category] if product else [_words_of(question.page)]
    return " ".join([*said, *(words_of_reason(each) for each in question.reasons)]).strip()


def words_of_reason(reason: ContactReason) -> str:
    return " ".join([reason.name, *reason.words])


def product_at(page: str) -> Product | None:
    """The product whose page in the shop it is."""
    try:
        parts = urlsplit(page)
    except ValueError:
        return None
    path = parts.path.rstrip("/")
    if not path:
        return None
    whole = f"{parts.scheme}://{parts.netloc}{path}"
    return Product.objects.filter(page__in=[path, f"{path}/", whole, f"{whole}/"]).first()


def _words_of(page: str) -> str:
    """The words in the path of a page, such as /shipping-costs/."""
    try:
        return unquote(urlsplit(page).path).replace("-", " ").replace("/", " ").replace("_", " ").strip()
    except ValueError:
        return ""


def _ranked(text: str, languages: Sequence[str], among: Among) -> list[Ranked]:
    """What is near to `text` or to a question in it, as that of them finds it to which it is nearest."""
    nearest: dict[Thing, Ranked] = {}
    for asked in asked_in(text):
        for each in _ranked_for(words_asked(asked, languages[0]), languages, among):
            thing = each.kind, each.object_id
            nearest[thing] = max(nearest.get(thing, each), each, key=lambda one: one.nearness)
    return [*nearest.values()]


def _ranked_for(words: str, languages: Sequence[str], among: Among) -> list[Ranked]:
    if not words:
        return []
    questions = read_question(words, tuple(languages))
    return merged([(each, ranked(weighed(each), [PUBLIC], RANKED, among)) for each in questions if each])


def _shown(things: Sequence[Thing], reader: Reader) -> dict[Thing, Shown]:
    """Each as everybody reads it now; what only others may read is not among them."""
    found = {}
    for kind in {kind for kind, _number in things}:
        numbers = [number for each, number in things if each == kind]
        found.update({(kind, number): text for number, text in SOURCES[kind].shown(numbers, reader).items()})
    return found


def _offer(thing: Thing, text: Shown) -> Offer:
    kind, number = thing
    key = key_of(kind, number, text.language)
    return Offer(key, text.title, _in_short(text.summary or text.text), text.address, kind)


def _in_short(text: str) -> str:
    if len(text) <= MOST_EXCERPT:
        return text
    return f"{text[:MOST_EXCERPT].rsplit(' ', 1)[0]}…"
