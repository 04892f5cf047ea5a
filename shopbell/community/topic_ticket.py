"""What a topic has to do with tickets: which one answers it, which message is which post, what is private now."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from .post import Post
from .topic import Topic


class TopicTicket(models.Model):
    """The ticket by which agents answer a topic."""

    topic = models.OneToOneField(Topic, models.CASCADE, related_name="answered_by")
    ticket = models.OneToOneField("tickets.Ticket", models.CASCADE, related_name="community_topic")
    created_at = models.DateTimeField(default=timezone.now)


class PostMessage(models.Model):
    """The message of the ticket that is a post: it came in by it, or went out as it."""

    post = models.OneToOneField(Post, models.CASCADE, related_name="as_message")
    message = models.OneToOneField("tickets.Message", models.CASCADE, related_name="as_post")


class PrivateTicket(models.Model):
    """That a post was taken up privately, in a ticket of its author that nobody else reads."""

    post = models.OneToOneField(Post, models.CASCADE, related_name="private")
    ticket = models.OneToOneField("tickets.Ticket", models.CASCADE, related_name="community_post")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
