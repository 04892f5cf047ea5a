"""The best answers to a question while it is written: articles that everybody may read, none where none is near.

How near an article is, is its rank by the words of the question times the share of the question that it covers. What
the shopper looks at and what they ticked bring an article forward that is about that too, and most of all one that
carries the contact reason they ticked; alone they bring none that the question does not name. Only while nothing is
written yet are the articles of what was ticked the answer. The measure, with what it lets through, is in
`benchmarks/offers.py`.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from django.db.models import Q

from shopbell.channels.offering import MOST, Offer, Question
from shopbell.helpcenter.article import Article
from shopbell.helpcenter.centre import HelpCentre
from shopbell.helpcenter.offer_day import key_of
from shopbell.search.help.find import CATCH, MOST_LANGUAGES, merged
from shopbell.search.help.from_articles import shown
from shopbell.search.help.index import index_due
from shopbell.search.help.question import read_question
from shopbell.search.help.ranking import Ranked, ranked
from shopbell.search.help.sources import PUBLIC, Reader
from shopbell.search.help.stop_words import telling_words
from shopbell.shop.product import Product
from shopbell.tickets.reason import ContactReason

NEAR = 0.2  # rank times share, from which on an answer is offered
RANKED, LOOKED_AT = 30, 4 * MOST
MOST_EXCERPT = 160


@dataclass(frozen=True)
class Near:
    article_id: int
    nearness: float


def offers(question: Question) -> list[Offer]:
    """The best of them, as the registry of the channels wants them."""
    centre = HelpCentre.current()
    if not centre.is_on:
        return []
    index_due(CATCH, waits=False)
    language = centre.nearest(question.language)
    reader = Reader(languages=tuple(centre.chain(language))[:MOST_LANGUAGES])
    carrying = carry(question.reasons, reader.languages)
    near = nearest(question.text, reader.languages, beside=beside(question), carrying=carrying)
    found = [each.article_id for each in near]
    if not question.is_written:
        found = sorted(dict.fromkeys([*found, *carrying]), key=lambda each: each not in carrying)[:LOOKED_AT]
    texts = shown(found, reader)
    return [
        Offer(
            key_of(article, texts[article].language),
            texts[article].title,
            _in_short(texts[article].summary or texts[article].text),
            texts[article].address,
        )
        for article in found
        if article in texts
    ][:MOST]


def carry(reasons: Sequence[ContactReason], languages: Sequence[str]) -> list[int]:
    """Articles that carry one of `reasons`, what it is part of, or a detail of it, in their order: those that
    everybody may read, in one of `languages`."""
    if not reasons:
        return []
    own = {each.pk for each in reasons if each.pk}
    near = Q(reasons__in=own | {each.parent_id for each in reasons}) | Q(reasons__parent__in=own)
    readable = Article.objects.readable_by().filter(texts__language__in=languages)
    rows = Article.objects.filter(near, pk__in=readable).order_by("category__position", "position", "pk")
    return list(dict.fromkeys(rows.values_list("pk", flat=True)))


def nearest(
    text: str, languages: Sequence[str], *, beside: str = "", carrying: Collection[int] = ()
) -> list[Near]:
    """Articles that answer `text`, the best first; those that `beside` names too, or are `carrying`, come forward."""
    found = _ranked(text, languages)
    about = {each.object_id: each.share for each in _ranked(beside, languages)} if found else {}
    about |= {article: about.get(article, 0) + 1.0 for article in carrying}
    near = [Near(each.object_id, each.nearness * (1 + about.get(each.object_id, 0))) for each in found]
    near = [each for each in near if each.nearness >= NEAR]
    return sorted(near, key=lambda each: (-each.nearness, each.article_id))[:LOOKED_AT]


def beside(question: Question) -> str:
    """What the question is about besides its words: the product in view and its kind, and what was ticked."""
    product = product_at(question.page)
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


def _ranked(text: str, languages: Sequence[str]) -> list[Ranked]:
    words = telling_words(text, languages[0])
    if not words:
        return []
    questions = read_question(f"{words} ", tuple(languages))  # the space: no word is read as a beginning
    found = merged([(each, ranked(each, [PUBLIC], RANKED)) for each in questions if each])
    return [each for each in found if each.kind == "article"]


def _in_short(text: str) -> str:
    if len(text) <= MOST_EXCERPT:
        return text
    return f"{text[:MOST_EXCERPT].rsplit(' ', 1)[0]}…"
