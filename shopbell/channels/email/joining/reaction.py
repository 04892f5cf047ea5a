"""A mail that only puts a kind emoji on another: it stands on that message, and opens and wakes nothing.

Who may react is who may join the ticket. Any other reaction (an unhappy one, on a mail that nobody knows, by a
stranger, by a forged sender, in a side conversation) is a mail like all others, with the words that its program put
beside the emoji.
"""

from django.db import models

from shopbell.channels.delivery import Delivery
from shopbell.tickets.message import Kind, Message
from shopbell.tickets.models import Reaction
from shopbell.tickets.reaction import add_reaction

from ..email_message import EmailMessage
from ..parse import Inbound
from ..raw_mail import RawMail
from . import token
from .author import author_of, speaks_in, writer_in
from .thread_id import read_thread_ids

UNHAPPY = set("👎😡😠🤬😤😞😟😢😭😕🙁☹😒🙄😩😫😖😣💔❓❔⁉")  # whoever sends these is not done with us


class MailReaction(models.Model):
    """Which raw mail a reaction was read from."""

    raw = models.OneToOneField(RawMail, models.CASCADE, related_name="reaction")
    reaction = models.ForeignKey(Reaction, models.CASCADE, related_name="mails")


def is_kind_reaction(inbound: Inbound) -> bool:
    """Whether `inbound` says nothing but a sign that asks for no answer."""
    return bool(inbound.reaction) and UNHAPPY.isdisjoint(inbound.reaction)


def find_reacted(inbound: Inbound, *, is_forged: bool) -> Message | None:
    """The message that `inbound` reacts to, if it may."""
    author = author_of(inbound)
    if not is_kind_reaction(inbound) or len(inbound.in_reply_to) != 1 or author is None or is_forged:
        return None
    message = _answered(inbound.in_reply_to[0])
    if message is None or message.kind != Kind.REPLY or message.unsent_at:
        return None
    return message if speaks_in(message.ticket, author, inbound.sender) else None


def keep_reaction(message: Message, raw: RawMail, inbound: Inbound) -> None:
    """Put the emoji of `inbound` on `message`, in the caller's transaction; again it changes nothing."""
    reaction = add_reaction(message, inbound.reaction, by=writer_in(message.ticket, inbound))
    MailReaction.objects.get_or_create(raw=raw, defaults={"reaction": reaction})


def _answered(message_id: str) -> Message | None:
    """The message that went or came with this Message-ID."""
    messages = Message.objects.select_related("ticket__customer").filter(ticket__deletion=None)
    ids = [delivery_id for _ticket_id, delivery_id in token.read_all([], [message_id])]
    named = models.Q(pk__in=ids) | models.Q(external_id=message_id)
    sent = Delivery.objects.filter(named, channel="email").values_list("message_id", flat=True)
    copies = list(read_thread_ids([message_id]).values())
    came = EmailMessage.objects.filter(external_id=message_id).values_list("message_id", flat=True)
    return messages.filter(pk__in=[*sent[:1], *copies, *came[:1]]).order_by("pk").first()
