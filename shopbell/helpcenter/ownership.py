"""Who sees to an article: its owner, or, where nobody does who still can, everybody who may publish.

An article that nobody owns when it is published for the first time is its publisher's from then on, to be looked over
when the help centre says (`HelpCentre.review_days`; 0: no day comes by itself).
"""

from collections.abc import Sequence
from datetime import date, timedelta

from django.utils import timezone

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission

from .article import Article
from .centre import HelpCentre


def first_review() -> date | None:
    """When what is published today is to be looked over; None where no day comes by itself."""
    days = HelpCentre.current().review_days
    return timezone.localdate() + timedelta(days=days) if days else None


def give_to_publisher(article: Article, by: Agent | None) -> None:
    """Let `by` own the article where nobody does."""
    if article.owner_id is None and by:
        article.owner, article.review_on = by, article.review_on or first_review()
        article.save(update_fields=["owner", "review_on"])


def publishers() -> Sequence[Agent]:
    return list(Agent.objects.filter(is_active=True, role__permissions__contains=[Permission.HELP_PUBLISH]))
