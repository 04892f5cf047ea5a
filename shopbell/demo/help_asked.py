"""What the demo shop's help centre offered to those who asked in six weeks, and what it had no answer for."""

import random
from datetime import timedelta

from django.utils import timezone

from shopbell.channels.offering import Place
from shopbell.helpcenter.article_text import ArticleText
from shopbell.helpcenter.offer_day import OfferDay
from shopbell.search.help.asked import SearchAsked
from shopbell.shop.policies.page import NUMBERED

DAYS = 42
OFFERED, POLICIES = 9, 2  # articles and policies, the first ones
HELPS = {
    Place.WIDGET: (0.34, 0.3),
    Place.FORM: (0.22, 0.45),
}  # answered, and sent all the same, of what was shown
BACK = 0.04  # said that it answers, and wrote all the same
IN_VAIN = {  # words that nothing of the demo shop answers, by how many visits
    "wedding registry": 14,
    "mattress trial": 9,
    "bitcoin": 6,
    "trampoline": 5,
    "klarna": 3,
}
UNOPENED = {"price match": 6, "delivery to an island": 4}


def be_asked() -> None:
    chance = random.Random(11)
    texts = ArticleText.objects.filter(language="en").order_by("article_id")[:OFFERED]
    offered = [("article", number) for number in texts.values_list("article_id", flat=True)]
    offered += [("policy", number) for number in list(NUMBERED)[:POLICIES]]
    OfferDay.objects.bulk_create(
        _offers(kind, number, ago, place, chance)
        for kind, number in offered
        for ago in range(0, DAYS, 2)
        for place in (Place.WIDGET, Place.FORM, Place.DESK)
    )
    SearchAsked.objects.bulk_create(
        [_search(words, 0, chance) for words, visits in IN_VAIN.items() for _ in range(visits)]
        + [_search(words, 3, chance) for words, visits in UNOPENED.items() for _ in range(visits)]
    )


def _offers(kind: str, number: int, ago: int, place: Place, chance: random.Random) -> OfferDay:
    shown = chance.randrange(2, 12)
    row = OfferDay(kind=kind, object_id=number, language="en", place=place.value, shown=shown)
    row.day = timezone.localdate() - timedelta(days=ago)
    if place == Place.DESK:
        row.inserted = sum(chance.random() < 0.3 for _ in range(shown))
        return row
    helps, fails = HELPS[place]
    for _ in range(shown):
        luck = chance.random()
        row.solved += luck < helps
        row.unsolved += luck > 1 - fails
        row.followed += helps <= luck < helps + BACK
    row.opened = min(shown, row.solved + row.unsolved // 2)
    return row


def _search(words: str, hits: int, chance: random.Random) -> SearchAsked:
    at = timezone.now() - timedelta(minutes=chance.randrange(60, DAYS * 24 * 60))
    return SearchAsked(words=words, language="en", hits=hits, at=at, visit=f"{chance.getrandbits(128):032x}")
