"""What readers made of the demo shop's help centre in six weeks: readings, tickets that followed, votes, sentences."""

import random
from datetime import timedelta

from django.utils import timezone

from shopbell.helpcenter.article_read import ReadDay
from shopbell.helpcenter.article_text import ArticleText, ArticleVersion
from shopbell.helpcenter.stale import look_over
from shopbell.helpcenter.vote import Vote

DAYS = 42
MISSED = {  # what a few of those wrote who were not helped
    "en": ["It does not say where I find the label.", "Too long. Where is the button?"],
    "de": ["Wo finde ich das Etikett?", "Ein Bild wäre gut."],
    "ar": ["لم أجد رقم الطلب."],
}


def be_read() -> None:
    """More of everything with the first articles and with English ones, and doubts where the votes speak for them."""
    chance = random.Random(7)
    versions = {
        (row.article_id, row.language): row for row in ArticleVersion.objects.filter(number=1).defer("body")
    }
    days: list[ReadDay] = []
    votes: list[Vote] = []
    for rank, text in enumerate(ArticleText.objects.order_by("language", "article_id").defer("body")):
        a_day = (12 if text.language == "en" else 4) / (1 + rank % 32 / 4)
        helps = chance.choice([0.92, 0.85, 0.78, 0.4 if rank % 11 == 0 else 0.8])
        read = _days(text, a_day, helps, chance)
        days += read
        said = sum(day.reads for day in read) // 12
        votes += [_vote(versions[text.article_id, text.language], helps, chance) for _ in range(said)]
    ReadDay.objects.bulk_create(days)
    Vote.objects.bulk_create(votes)
    look_over(timezone.now())


def _days(text: ArticleText, a_day: float, helps: float, chance: random.Random) -> list[ReadDay]:
    today, found = timezone.localdate(), []
    for ago in range(4, DAYS):
        reads = round(chance.expovariate(1 / a_day))
        followed = sum(chance.random() < (1 - helps) / 4 for _ in range(reads))
        if reads:
            day = today - timedelta(days=ago)
            found.append(
                ReadDay(
                    article_id=text.article_id,
                    language=text.language,
                    day=day,
                    reads=reads,
                    followed=followed,
                )
            )
    return found


def _vote(version: ArticleVersion, helps: float, chance: random.Random) -> Vote:
    is_useful = chance.random() < helps
    says = not is_useful and chance.random() < 0.15
    return Vote(
        version=version,
        reader=f"{chance.getrandbits(256):064x}",
        is_useful=is_useful,
        sentence=chance.choice(MISSED[version.language]) if says else "",
        at=timezone.now() - timedelta(hours=chance.randrange(24, DAYS * 24)),
    )
