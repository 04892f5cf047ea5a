"""What readers made of the demo shop's guides, policies and topics in six weeks: ways, readings, votes."""

import random
from collections import Counter
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from shopbell.community.state import State
from shopbell.community.topic import Topic
from shopbell.helpcenter.article_read import ReadDay
from shopbell.helpcenter.guides.counting import BEGUN
from shopbell.helpcenter.guides.guide import Guide, GuideCount, GuideVersion
from shopbell.helpcenter.guides.tree import Kind, Step, Tree
from shopbell.helpcenter.vote import Vote
from shopbell.shop.policies.page import number_of, pages_at

DAYS, SETTLED = 42, 4  # from so many days ago on no ticket can follow any more
LEAVES = 0.12  # of those at a question: they close the page
LANGUAGES = ["en", "en", "en", "de"]
MISSED = {  # each is said once
    "guide": [
        "My case is not among the answers.",
        "I had tried all of that.",
        "It asks too much before it says anything.",
    ],
    "policy": ["Does this hold for sale items too?", "Since when does it hold?", "An example would help."],
}


def be_walked() -> None:
    chance = random.Random(17)
    left = {kind: list(said) for kind, said in MISSED.items()}
    for guide in Guide.objects.published():
        assert guide.shown  # what is published has it
        _walk_days(guide, guide.shown, left["guide"], chance)
    for page in pages_at(timezone.now()):
        read = Counter(
            (chance.choice(LANGUAGES), _ago(ago))
            for ago in range(SETTLED, DAYS)
            for _reader in range(round(chance.expovariate(1 / 4)))
        )
        _be_read("policy", number_of(page), read, 0.88, chance)
        votes = [
            Vote(policy=number_of(page), language="en", **_said(left["policy"], 0.8, chance))
            for _reader in range(sum(read.values()) // 10)
        ]
        Vote.objects.bulk_create(votes)


def read_topics() -> None:
    """Each topic of the community from the day on which it was begun, in its own language."""
    chance = random.Random(23)
    for topic in Topic.objects.filter(state=State.SHOWN).order_by("pk"):
        since = min(DAYS, (timezone.localdate() - timezone.localdate(topic.created_at)).days)
        a_day = chance.choice([0.5, 1, 3])
        read = {
            (topic.language, _ago(ago)): round(chance.expovariate(1 / a_day)) for ago in range(SETTLED, since)
        }
        _be_read("topic", topic.pk, +Counter(read), 0.85, chance)


def _walk_days(guide: Guide, version: GuideVersion, left: list[str], chance: random.Random) -> None:
    counts: Counter[tuple[date, int]] = Counter()
    read: Counter[tuple[str, date]] = Counter()
    ends: list[int] = []
    for ago in range(DAYS):
        for _reader in range(round(chance.expovariate(1 / 6))):
            taken, end = _walk(version.tree, chance)
            counts.update((_ago(ago), choice) for choice in [BEGUN, *taken])
            if end and end.kind != Kind.CONTACT and ago >= SETTLED:
                read[chance.choice(LANGUAGES), _ago(ago)] += 1
                ends.append(end.id)
    GuideCount.objects.bulk_create(
        GuideCount(guide=guide, day=day, choice=choice, count=count)
        for (day, choice), count in counts.items()
    )
    _be_read("guide", guide.pk, read, 0.8, chance)
    Vote.objects.bulk_create(
        Vote(guide_version=version, language="en", step=step, **_said(left, 0.75, chance))
        for step in ends[::8]
    )


def _walk(tree: Tree, chance: random.Random) -> tuple[list[int], Step | None]:
    """The choices that a reader took, and the ending that they came to, if they did."""
    step, taken = tree.first, list[int]()
    while step and not step.is_ending and step.choices:
        if chance.random() < LEAVES:
            return taken, None
        choice = chance.choice(step.choices)
        taken.append(choice.id)
        step = tree.step(choice.to)
    return taken, step


def _be_read(
    kind: str, number: int, read: Counter[tuple[str, date]], helps: float, chance: random.Random
) -> None:
    ReadDay.objects.bulk_create(
        ReadDay(
            kind=kind, object_id=number, language=language, day=day, reads=reads,
            followed=sum(chance.random() < (1 - helps) / 2 for _reader in range(reads)),
        )
        for (language, day), reads in read.items()
    )  # fmt: skip


def _said(left: list[str], helps: float, chance: random.Random) -> dict[str, Any]:
    """A vote, perhaps with one of the sentences that are left."""
    is_useful = chance.random() < helps
    return {
        "reader": f"{chance.getrandbits(256):064x}",
        "is_useful": is_useful,
        "sentence": left.pop() if left and not is_useful and chance.random() < 0.4 else "",
        "at": timezone.now() - timedelta(hours=chance.randrange(24, DAYS * 24)),
    }


def _ago(days: int) -> date:
    return timezone.localdate() - timedelta(days=days)
