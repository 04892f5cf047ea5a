"""An answer to several at once."""

from shopbell.channels.models import Delivery
from shopbell.tickets.addressees import Addressees
from shopbell.tickets.models import Message

MINA, PARTNER, LAWYER = "mina@shopper.example", "kofi@shopper.example", "lawyer@law.example"
ALL = Addressees(to=MINA, cc=f"Kofi <{PARTNER}>", bcc=LAWYER)


def to(message: Message, recipient: str) -> Delivery:
    return message.deliveries.get(recipient=recipient)
