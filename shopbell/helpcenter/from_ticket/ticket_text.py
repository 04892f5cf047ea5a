"""What was taken of a ticket for an article: beside it as a proposal, then in its draft, then in a version of it.

The row keeps where it came from, for those who may see the ticket, and what of it are the customer's own words. It
names nobody. When the ticket is erased, a row with the customer's words that were taken into the article stays without
it, as long as the article: what they agreed to, and that they withdrew it, counts all that time. Any other goes with
the ticket.
"""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.tickets.message import Message
from shopbell.tickets.ticket import Ticket

from ..article import Article
from ..article_text import Words


class TicketTextQuerySet(models.QuerySet["TicketText"]):
    def visible_to(self, agent: Agent):
        """Those of tickets that the agent may see or that are erased, if they write articles."""
        if not agent.may(Permission.HELP_WRITE):
            return self.none()
        return self.filter(Q(ticket=None) | Q(ticket__in=Ticket.objects.visible_to(agent)))

    def proposed(self):
        return self.filter(merged_at=None)

    def written(self):
        """Those that are in a draft of their article, or were published with it."""
        return self.filter(merged_at__isnull=False)


class TicketText(Words):
    article = models.ForeignKey(Article, models.CASCADE, related_name="ticket_texts")
    language = models.CharField(max_length=12)
    ticket = models.ForeignKey("tickets.Ticket", models.SET_NULL, null=True, related_name="+")
    customer = models.ForeignKey("customers.Customer", models.CASCADE, null=True, related_name="+")
    quoted = models.TextField(blank=True, help_text="what of it the customer wrote, without what is personal")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    merged_at = models.DateTimeField(null=True, help_text="into the draft")
    number = models.PositiveIntegerField(null=True, help_text="of the version first published with it")

    objects = TicketTextQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["article", "language"], name="ticket_text_of_article")]

    def __str__(self) -> str:
        return self.title


def note_published(article: Article, language: str, number: int, *, until: datetime) -> None:
    """What the draft of `article` said `until` then is the version `number` now, with what was taken into it."""
    taken = article.ticket_texts.written().filter(language=language, number=None, merged_at__lte=until)
    taken.update(number=number)


def is_of_ticket(article: Article, language: str) -> bool:
    """Whether the draft holds something that was taken of a ticket and never published."""
    return article.ticket_texts.written().filter(language=language, number=None).exists()


def forget_dropped(article: Article, language: str, *, since: datetime | None = None) -> None:
    """The draft was dropped, and with it what was taken into it (`since` then) and never published."""
    taken = article.ticket_texts.written().filter(language=language, number=None)
    (taken.filter(merged_at__gt=since) if since else taken).delete()


def forget_taken(ticket: Ticket, messages: QuerySet[Message], *, is_whole: bool) -> None:
    """`ticket` is erased: what was taken of it and quotes nobody, or is in no draft or version, goes with it."""
    if is_whole:
        TicketText.objects.filter(ticket=ticket).filter(Q(merged_at=None) | Q(quoted="")).delete()
