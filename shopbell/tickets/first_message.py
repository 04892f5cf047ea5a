"""The first message of a ticket that an agent began: what it was to be, so that taking it back leaves no ticket behind.

How one is sent is of the channels floor (`channels/email/sending/first_message.py`).
"""

import uuid

from django.db import models
from django.db.models import QuerySet

from shopbell.accounts.agent import Agent

from .addressees import Addressees
from .beginning import Beginning
from .message import Message


class FirstMessage(models.Model):
    message = models.OneToOneField(Message, models.CASCADE, primary_key=True, related_name="first")
    client_id = models.UUIDField(unique=True, help_text="of the message: no ticket was there to be asked yet")
    beginning = models.JSONField(default=dict)
    addressees = models.JSONField(default=dict, help_text="to, cc and bcc as typed")

    @property
    def was_to_be(self) -> tuple[Beginning, Addressees]:
        return Beginning.of(self.beginning), Addressees.of(self.addressees)


def sent_first(client_id: uuid.UUID | None) -> Message | None:
    """The message that was sent with this id, when it began a ticket."""
    return Message.objects.filter(first__client_id=client_id).first() if client_id else None


def first_messages_of(agent: Agent) -> QuerySet[Message]:
    """The messages by which `agent` began tickets, also those that were taken back."""
    return Message.objects.filter(first__isnull=False, agent=agent)


def stands_alone(message: Message) -> bool:
    """Whether `message` began its ticket and nobody has written there since, not even a draft."""
    ticket = message.ticket
    if not FirstMessage.objects.filter(message=message).exists():
        return False
    return not ticket.messages.exclude(pk=message.pk).exists() and not ticket.drafts.exists()
