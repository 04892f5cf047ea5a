"""To whom an answer goes by mail: the lines To, Cc and Bcc that an agent wrote, read, and who could stand there.

Each gets a delivery of their own. Whoever stands in To or Cc becomes a party of the ticket; a blind copy makes nobody
one (`blind_answer.py`), since the others must never learn of it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from shopbell.channels.delivery import Delivery, Role
from shopbell.core.errors import Refused
from shopbell.tickets.addressees import NOBODY, Addressees
from shopbell.tickets.message import Message
from shopbell.tickets.ticket import Ticket

from ..apart import refuse_apart
from ..email_message import EmailMessage
from ..joining.party import (
    deliveries_to_parties,
    is_customer,
    is_own,
    is_party,
    mails_of_parties,
    reply_address,
)
from ..mime.address import Address, addresses
from .sender import ARCHIVE

PIECE = re.compile(r'(?:"(?:[^"\\]|\\.)*+"|[^",;\n])++')
MOST = 50
REPLY = "reply"


def read_line(line: str) -> tuple[list[Address], list[str]]:
    """The addresses of a line with commas or semicolons between them, and the pieces that are none."""
    found: dict[str, Address] = {}
    wrong = []
    for piece in PIECE.findall(line):
        if not piece.strip():
            continue
        read = addresses([piece])
        if len(read) == 1 and _is_all_of(piece, read[0]):
            found.setdefault(read[0].address, read[0])
        else:
            wrong.append(piece.strip())
    return list(found.values()), wrong


def _is_all_of(piece: str, address: Address) -> bool:
    """Whether there is nothing in `piece` but the address, or a name with the address in brackets."""
    bare = piece.strip().strip("<>")
    return " " not in bare or piece.rstrip().endswith(">")


def require_addresses(line: str) -> list[str]:
    """The addresses of `line`. Raises Refused when a piece of it is none, or leads back to the desk."""
    found, wrong = read_line(line)
    if wrong:
        raise Refused(
            _("“%(word)s” is no e-mail address. Write it like name@example.com.") % {"word": wrong[0][:80]}
        )
    for each in found:
        if is_own(each.address):
            raise Refused(
                _("%(address)s is an address of this desk: the mail would come back to it.")
                % {"address": each.address}
            )
    return [each.address for each in found]


def addressed(ticket: Ticket, chosen: Addressees) -> list[tuple[str, str]]:
    """Role and address of everybody whom `chosen` names, each once: in To before Cc, in Cc before Bcc.

    Raises Refused when somebody cannot be written to, when nobody stands in To, when they are too many, and when the
    customer is not among those who are named openly: an answer is quoted to the customer later, and stands in what the
    customer is told of the ticket.
    """
    roles: dict[str, str] = {}
    for role, line in ((Role.TO, chosen.to), (Role.CC, chosen.cc), (Role.BCC, chosen.bcc)):
        for address in require_addresses(line):
            roles.setdefault(address, role)
    if Role.TO not in roles.values():
        raise Refused(_("Say in “To” to whom it goes."))
    if len(roles) > MOST:
        raise Refused(_("Up to %(count)s recipients, please.") % {"count": MOST})
    refuse_apart(ticket, roles)
    named = [address for address, role in roles.items() if role != Role.BCC]
    if (
        (usual := _usual(ticket))
        and usual not in named
        and not any(is_customer(ticket, each) for each in named)
    ):
        raise Refused(
            _(
                "An answer goes to the customer too. To write to others alone, use More › Write to somebody "
                "else."
            )
        )
    return [(role, address) for address, role in roles.items()]


def chosen_for(message: Message) -> Addressees:
    """To whom `message` goes by mail if that is not just the customer, as the lines of a draft."""
    sent = message.deliveries.filter(channel="email", purpose=REPLY).order_by("pk")
    roles = list(sent.values_list("role", "recipient"))
    if not roles or roles == [(Role.TO, _usual(message.ticket))]:
        return NOBODY
    lines = {name.value: ", ".join(address for role, address in roles if role == name) for name in Role}
    return Addressees.of(lines)


def _usual(ticket: Ticket) -> str:
    try:
        return reply_address(ticket)
    except Refused:
        return ""


# --- to be offered -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Answer:
    """Whom an answer would go to."""

    to: list[str]
    cc: list[str]


def answer_to(ticket: Ticket, message: Message | None, *, is_to_all: bool) -> Answer:
    """Whom to answer: who wrote `message`, or as usual the customer; and all others who take part, if asked for.

    Nobody is answered by a name that a forged mail, or one without a party's address, gives.
    """
    usual = _usual(ticket)
    mail = mails_of_parties(ticket).filter(message=message).first() if message else None
    first = usual
    if mail and message and message.customer_id != ticket.customer_id and is_party(ticket, mail.from_address):
        first = mail.from_address
    to = [first] if first else []
    if not is_to_all:
        return Answer(to, [usual] if usual and first != usual else [])
    others = _others(ticket, mail)
    if first != usual and usual:
        others = [usual, *others]
    return Answer(to, [each for each in dict.fromkeys(others) if each not in to][: MOST - 1])


def _others(ticket: Ticket, mail: EmailMessage | None) -> list[str]:
    """Who else took part in `mail` (else the customer's latest), whom our last answer went to, and who wrote."""
    mails = mails_of_parties(ticket).filter(message__customer_id=ticket.customer_id)
    latest = mail or mails.order_by("-pk").first()
    named = [latest.from_address, *latest.to, *latest.cc] if latest else []
    answers = deliveries_to_parties(ticket).filter(purpose=REPLY)
    last = answers.order_by("-message_id").values_list("message_id", flat=True).first()
    written = answers.filter(message_id=last).order_by("pk") if last else answers.none()
    named += written.values_list("recipient", flat=True)
    wrote = mails_of_parties(ticket).exclude(message__customer_id=ticket.customer_id).order_by("-pk")
    named += wrote.values_list("from_address", flat=True)[:MOST]
    return [
        each for each in dict.fromkeys(named) if each and not is_own(each) and not is_customer(ticket, each)
    ]


def people_of(ticket: Ticket, begun: str = "") -> list[Address]:
    """Who takes part in the ticket by mail or was written to from it, whose address or name begins with `begun`."""
    begins = begun.lower()
    names: dict[str, str] = {}
    for identity in ticket.customer.identities.filter(kind="email").order_by("pk"):
        names[identity.value] = ticket.customer.name
    mails = EmailMessage.objects.filter(message__ticket=ticket).order_by("-pk")[:50]
    for mail in mails:
        if mail.from_address:
            names[mail.from_address] = names.get(mail.from_address) or mail.from_name
        for each in [*mail.to, *mail.cc][:50]:
            names.setdefault(each, "")
    written = (
        Delivery.objects.filter(message__ticket=ticket, channel="email")
        .exclude(purpose=ARCHIVE)
        .order_by("-pk")
    )
    for recipient in written.values_list("recipient", flat=True)[:50]:
        names.setdefault(recipient, "")
    return [Address(name, address) for address, name in names.items() if _begins(begins, address, name)]


def _begins(begins: str, address: str, name: str) -> bool:
    words: Iterable[str] = [address, *name.lower().split(), name.lower()]
    return not begins or any(word.startswith(begins) for word in words)
