"""What carries a contact reason: articles that are marked with it, and guides that end in a question about it."""

from collections.abc import Sequence
from datetime import timedelta

from django.utils import timezone

from shopbell.helpcenter.article import Article
from shopbell.helpcenter.article_read import spared_by
from shopbell.helpcenter.guides.guide import Guide
from shopbell.tickets.reason import ContactReason

Thing = tuple[str, int]  # a kind, and a number of it
READ_IN = timedelta(weeks=13)
FEWEST_SPARED = 20  # readings in that time: fewer say nothing of which article helps more


def carry(reasons: Sequence[ContactReason], languages: Sequence[str]) -> list[Thing]:
    """What carries one of `reasons`, what it is part of, or a detail of it, in its order: of that, what everybody may
    read in one of `languages`."""
    if not reasons:
        return []
    own = {each.pk for each in reasons if each.pk}
    above = {each.parent_id for each in reasons if each.parent_id}
    below = ContactReason.objects.filter(parent__in=own).values_list("pk", flat=True)
    near = {*own, *above, *below}
    return [*_articles(near, languages), *_guides(near, languages)]


def most_helpful(things: Sequence[Thing]) -> list[Thing]:
    """`things`, the articles first that most people read lately without a ticket after it. Those that few read, and all
    else, stay in their order, which is the one that the shop gave them."""
    articles = [number for kind, number in things if kind == "article"]
    spared = spared_by(articles, timezone.localdate() - READ_IN)
    told = {("article", number): count for number, count in spared.items() if count >= FEWEST_SPARED}
    return sorted(things, key=lambda thing: -told.get(thing, 0))


def _articles(reasons: set[int], languages: Sequence[str]) -> list[Thing]:
    readable = Article.objects.readable_by().filter(texts__language__in=languages)
    rows = Article.objects.filter(reasons__in=reasons, pk__in=readable)
    numbers = rows.order_by("category__position", "position", "pk").values_list("pk", flat=True)
    return [("article", number) for number in dict.fromkeys(numbers)]


def _guides(reasons: set[int], languages: Sequence[str]) -> list[Thing]:
    """Looked at one by one: a shop has some tens of guides, and the tree of each is one document."""
    guides = Guide.objects.published().readable_by().order_by("category__position", "position", "pk")
    found = []
    for guide in guides:
        assert guide.shown  # what is published has it
        tree = guide.shown.tree
        is_spoken = any(tree.title.get(code) for code in languages)
        if is_spoken and any(step.topic in reasons for step in tree.steps if step.topic):
            found.append(("guide", guide.pk))
    return found
