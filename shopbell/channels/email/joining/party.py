"""Who takes part in a ticket by mail, and where its answers go.

A party is the customer, whoever the customer's mails named in To and Cc, and whoever the desk has written to, but for
blind copies; each by any name of their mailbox. Only replies count: what agents alone read (side conversations, what
one of them sent to a colleague, our own mail come back) makes nobody a party, nor does what came in with an attached
ticket (`outside.py`). Knowing a reference is not enough to get into somebody's ticket: the sender must be one of these.
"""

from collections.abc import Iterable

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from shopbell.channels.delivery import Delivery, Role
from shopbell.core.errors import Refused
from shopbell.customers.identity import SHOP
from shopbell.customers.mail_address import base, is_same_mailbox
from shopbell.tickets.message import Kind
from shopbell.tickets.ticket import Ticket

from ..email_message import EmailMessage
from ..recipient import desk_address

MOST = 200  # addresses that are compared


def is_party(ticket: Ticket, address: str) -> bool:
    """Whether mail from `address` may join `ticket`."""
    if not address or is_own(address):
        return False
    if is_customer(ticket, address):
        return True
    named = Q(to__contains=[address]) | Q(cc__contains=[address]) | Q(from_address=address)
    return (
        mails_of_parties(ticket).filter(named).exists()
        or deliveries_to_parties(ticket).filter(recipient=address).exists()
        or reads_customers_mailbox(ticket, address)
        or any(is_same_mailbox(each, address) for each in _written_to(ticket))
    )


def _written_to(ticket: Ticket) -> Iterable[str]:
    return deliveries_to_parties(ticket).order_by().values_list("recipient", flat=True).distinct()[:MOST]


def reads_customers_mailbox(ticket: Ticket, address: str) -> bool:
    """Whether it is another name of a mailbox of the ticket's customer: who gave `mina+shop@` answers as `mina@`."""
    theirs = ticket.customer.identities.filter(kind="email").values_list("value", flat=True)[:MOST]
    return any(is_same_mailbox(each, address) for each in theirs)


def mails_of_parties(ticket: Ticket) -> QuerySet[EmailMessage]:
    """The mails of `ticket` that make parties of their senders and of those in their To and Cc.

    A forward stands for the mail inside, but its To and Cc are the agent's: colleagues, or whom they asked.
    """
    mails = EmailMessage.objects.filter(message__ticket=ticket, message__outside=None)
    return mails.filter(message__kind=Kind.REPLY).exclude(message__passed_on__is_undone=False)


def deliveries_to_parties(ticket: Ticket) -> QuerySet[Delivery]:
    """The mails of the desk's own that make parties of whom they went to."""
    sent = Delivery.objects.filter(message__ticket=ticket, message__kind=Kind.REPLY, message__outside=None)
    return sent.filter(channel="email").exclude(role=Role.BCC)


def is_customer(ticket: Ticket, address: str) -> bool:
    """Whether the ticket's customer is known by `address`, proven or not."""
    with connection.cursor() as cursor:  # every answer asks this: plain SQL, half a millisecond less
        cursor.execute(
            "select 1 from customers_identity where customer_id = %s and kind = 'email' and value = %s",
            [ticket.customer_id, address],
        )
        return cursor.fetchone() is not None


def is_own(address: str) -> bool:
    """Whether this is an address of the desk itself, with or without a part after +."""
    plain = base(address)
    return plain == desk_address() or _is_an_inbox([address, plain])


def any_own(addresses: Iterable[str]) -> bool:
    """Whether one of the `addresses`, as they stand here, is the desk's; one query, however many they are."""
    given = set(addresses)
    return desk_address() in given or _is_an_inbox(given)


def _is_an_inbox(addresses: Iterable[str]) -> bool:
    """Whether one of them is an inbox's address, one of its aliases, or where it has its answers go to."""
    given = list(addresses)
    with connection.cursor() as cursor:  # plain SQL: every answer and every acknowledgement asks
        cursor.execute(AN_INBOX, [given, given, given])
        return cursor.fetchone() is not None


AN_INBOX = """
    select 1 from channels_inbox
     where channel = 'email' and (
           address = any(%s) or settings->>'reply_to' = any(%s)
        or string_to_array(settings->>'aliases', ' ') && %s::text[]
     ) limit 1
"""


def passed_over(ticket: Ticket, mails: list[EmailMessage]) -> dict[int, str]:
    """The Reply-To of each of the customer's `mails` (by message) that answers do not go to; in two queries at most.

    From is easily forged, and the agent answers with the customer's orders in view: so a Reply-To may not lead the
    answers to a customer who is proven, or known by the shop, elsewhere, to an address that is not known as theirs; and
    that of a mail whose sender is forged leads nowhere.
    """
    asking = [mail for mail in mails if mail.reply_to and mail.reply_to != mail.from_address]
    if not asking:
        return {}
    emails = ticket.customer.identities.filter(kind="email")
    told = emails.values_list("value", "verified_at", "source")
    proven = {value: at is not None or source == SHOP for value, at, source in told}
    forged = set(
        EmailMessage.objects.filter(pk__in=[mail.pk for mail in asking], sender_check__standing="forged")
        .values_list("pk", flat=True)
    )  # fmt: skip
    return {
        mail.message_id: mail.reply_to
        for mail in asking
        if mail.reply_to not in proven and (proven.get(mail.from_address) or mail.pk in forged)
    }


def _asked_for(ticket: Ticket, mail: EmailMessage) -> str:
    """Where `mail` asks to be answered, if that may be."""
    return mail.from_address if passed_over(ticket, [mail]) else mail.answer_address


def reply_address(ticket: Ticket) -> str:
    """Where a reply goes: as the customer's latest mail asks, else their best address. Refused if there is none."""
    mails = EmailMessage.objects.filter(message__ticket=ticket, message__customer_id=ticket.customer_id)
    latest = mails.order_by("-pk").first()
    address = _asked_for(ticket, latest) if latest else ""
    if not address or is_own(address):
        address = ticket.customer.address
    if not address:
        raise Refused(_("The customer left no e-mail address. Answer in the chat, or ask for one."))
    if is_own(address):
        raise Refused(_("This came from an address of the desk itself, so an answer would come back to it."))
    return address
