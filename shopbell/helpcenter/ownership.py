"""Who sees to an article or a guide: its owner, or, where nobody does who still can, everybody who may publish.

What nobody owns when it is published for the first time is its publisher's from then on. Whoever owns it, it is to be
looked over when the help centre says (`HelpCentre.review_days`; 0: no day comes by itself).
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import count

from django.utils import timezone

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission

from .article import Article, LookedAfter
from .centre import HelpCentre
from .guides.guide import Guide


def review_days(owner: Agent) -> Iterator[date | None]:
    """When what `owner` publishes today is to be looked over, one after the other: on days that nothing else of theirs
    is, so that an import is not due all at once. None for each where no day comes by itself."""
    days = HelpCentre.current().review_days
    first = timezone.localdate() + timedelta(days=days)
    taken = {
        day
        for kind in (Article, Guide)
        for day in kind.objects.filter(owner=owner, review_on__gte=first).values_list("review_on", flat=True)
    }
    every = (first + timedelta(days=later) for later in count())
    return (day if days else None for day in every if day not in taken)


def give_to_publisher(thing: LookedAfter, by: Agent | None) -> None:
    """Let `by` own it where nobody does, and its owner look it over on a day where it has none."""
    thing.owner = thing.owner or by
    if thing.owner:
        thing.review_on = thing.review_on or next(review_days(thing.owner))
        thing.save(update_fields=["owner", "review_on"])


def publishers() -> Sequence[Agent]:
    return list(Agent.objects.filter(is_active=True, role__permissions__contains=[Permission.HELP_PUBLISH]))
