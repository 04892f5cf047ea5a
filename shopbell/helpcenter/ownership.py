"""Who sees to an article or a guide: its owner, or, where nobody does who still can, everybody who may publish.

What nobody owns when it is published for the first time is its publisher's from then on, to be looked over when the
help centre says (`HelpCentre.review_days`; 0: no day comes by itself).
"""

from collections.abc import Sequence
from datetime import date, timedelta

from django.utils import timezone

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission

from .article import LookedAfter
from .centre import HelpCentre


def first_review() -> date | None:
    """When what is published today is to be looked over; None where no day comes by itself."""
    days = HelpCentre.current().review_days
    return timezone.localdate() + timedelta(days=days) if days else None


def give_to_publisher(thing: LookedAfter, by: Agent | None) -> None:
    """Let `by` own it where nobody does."""
    if thing.owner_id is None and by:
        thing.owner, thing.review_on = by, thing.review_on or first_review()
        thing.save(update_fields=["owner", "review_on"])


def publishers() -> Sequence[Agent]:
    return list(Agent.objects.filter(is_active=True, role__permissions__contains=[Permission.HELP_PUBLISH]))
