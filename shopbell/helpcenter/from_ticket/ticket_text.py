"""What was taken of a ticket for an article: beside it as a proposal, then in its draft, then in a version of it.

The row keeps where it came from, for those who may see the ticket, and what of it are the customer's own words. It
names nobody, and goes with the ticket; the article stays.
"""

from django.conf import settings
from django.db import models
from django.utils import timezone

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.tickets.ticket import Ticket

from ..article import Article
from ..article_text import Words


class TicketTextQuerySet(models.QuerySet["TicketText"]):
    def visible_to(self, agent: Agent):
        """Those of tickets that the agent may see, if they write articles."""
        if not agent.may(Permission.HELP_WRITE):
            return self.none()
        return self.filter(ticket__in=Ticket.objects.visible_to(agent))

    def proposed(self):
        return self.filter(merged_at=None)

    def written(self):
        """Those that are in a draft of their article, or were published with it."""
        return self.filter(merged_at__isnull=False)


class TicketText(Words):
    article = models.ForeignKey(Article, models.CASCADE, related_name="ticket_texts")
    language = models.CharField(max_length=12)
    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="+")
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


def note_published(article: Article, language: str, number: int) -> None:
    """The draft of `article` was published as the version `number`, with what was taken into it."""
    article.ticket_texts.written().filter(language=language, number=None).update(number=number)


def is_of_ticket(article: Article, language: str) -> bool:
    """Whether the draft holds something that was taken of a ticket and never published."""
    return article.ticket_texts.written().filter(language=language, number=None).exists()


def forget_dropped(article: Article, language: str) -> None:
    """The draft was dropped, and with it what was taken into it and never published."""
    article.ticket_texts.written().filter(language=language, number=None).delete()
