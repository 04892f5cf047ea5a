"""That a customer was asked whether what they wrote in a ticket may become a topic that everybody reads.

Once they agree the topic is there, and when they withdraw it nobody sees it any more. The row outlives its ticket as
long as its topic, so that their link goes on to work.
"""

import uuid

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.core.errors import Refused
from shopbell.helpcenter.from_ticket.consent import Consent
from shopbell.tickets.message import Message
from shopbell.tickets.ticket import Ticket

from .board import Board
from .post import Post
from .topic import MOST_TITLE, Topic


class TicketTopicQuerySet(models.QuerySet["TicketTopic"]):
    def visible_to(self, agent: Agent):
        """Those of tickets that the agent may see or that are erased, if they moderate."""
        if not agent.may(Permission.COMMUNITY_MODERATE):
            return self.none()
        return self.filter(Q(ticket=None) | Q(ticket__in=Ticket.objects.visible_to(agent)))


class TicketTopic(Consent):
    """`title`, `question` and `answer` are what they saw, and agree to."""

    ticket = models.ForeignKey("tickets.Ticket", models.SET_NULL, null=True, related_name="+")
    customer = models.ForeignKey("customers.Customer", models.CASCADE, related_name="+")
    board = models.ForeignKey(Board, models.CASCADE, related_name="+")
    language = models.CharField(max_length=12)
    title = models.CharField(max_length=MOST_TITLE)
    question = models.TextField()
    answer = models.TextField()
    client_id = models.UUIDField(default=uuid.uuid4, help_text="of the topic, so that a yes makes one")
    topic = models.OneToOneField(Topic, models.SET_NULL, null=True, related_name="of_ticket")

    objects = TicketTopicQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.title} ({self.standing})"


def answer_id(client_id: uuid.UUID) -> uuid.UUID:
    """The `client_id` of the post that answers the topic which has `client_id`."""
    return uuid.uuid5(client_id, "answer")


def forget_asked(ticket: Ticket, messages: QuerySet[Message], *, is_whole: bool) -> None:
    """`ticket` is erased: what was asked of its customer and became no topic goes with it."""
    if is_whole:
        TicketTopic.objects.filter(ticket=ticket, topic=None).delete()


def refuse_withdrawn(post: Post) -> None:
    """Raise Refused for the first post of a topic whose customer agrees no longer."""
    if post.is_first and TicketTopic.objects.filter(topic=post.topic_id, withdrawn_at__isnull=False).exists():
        raise Refused(_("Its customer does not agree to be quoted any more."))
