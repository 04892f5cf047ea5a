"""What a provider's hook brings: mail for the desk, and what became of the desk's own mail.

The mail is kept, as it came where the provider hands it over whole, before the call is answered. All providers are
told apart by anymail, which gives their events one shape.
"""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from anymail.signals import EventType, RejectReason, inbound, tracking
from django.db.models import Q
from django.dispatch import receiver

from shopbell.channels.delivery import Delivery, State

from ..held_back import take_in_or_hold_back
from ..joining import token
from ..mime.address import normal_or_empty
from ..raw_mail import Arrival, Door
from ..recipient import inbox_for
from .delivery_report import take_outcome
from .hook_call import HookCall
from .report import BAD_ADDRESS, STATUS, Action, Outcome
from .ses import whole_mail

ACTIONS = {
    EventType.BOUNCED: Action.FAILED,
    EventType.REJECTED: Action.FAILED,
    EventType.FAILED: Action.FAILED,
    EventType.DEFERRED: Action.DELAYED,
    EventType.DELIVERED: Action.DELIVERED,
    EventType.COMPLAINED: Action.COMPLAINT,
}
NO_SUCH_ADDRESS = "5.1.3"  # RFC 3463: bad syntax, which a provider says in words of its own


class TooEarly(Exception):
    """News of a mail whose id the provider has not told us yet: it shall bring them again."""


class NotKept(Exception):
    """What came could not be kept, by a fault of ours or of the database: the provider shall bring it again."""


def take_whole(provider: str, call: HookCall) -> bool:
    """Keep the mail of a call that hands it over whole; False when it does not. Nothing reads the mail before."""
    if provider == "mailgun":
        mail, sender = call.bytes_of("body-mime"), call.text_of("sender")
        recipients = call.text_of("recipient").split(",")
    elif provider == "sendgrid":
        mail, envelope = call.bytes_of("email"), json.loads(call.text_of("envelope") or "{}")
        sender, recipients = envelope.get("from") or "", envelope.get("to") or []
    elif provider == "postmark":
        told = call.json()
        mail, sender = str(told.get("RawEmail") or "").encode("utf-8", "surrogateescape"), ""
        recipients = [told.get("OriginalRecipient") or ""]
    elif provider == "ses":
        mail, sender, recipients = whole_mail(call)
    else:
        return False
    if mail:
        _take(mail, sender, recipients)
    return bool(mail)


def _take(raw: bytes, sender: str, named: Iterable[str]) -> None:
    """Keep a mail for the first inbox that it names, or for the oldest when it names none."""
    recipients = [address for each in named if (address := normal_or_empty(each))]
    arrival = Arrival(raw, Door.WEBHOOK, normal_or_empty(sender), recipients, inbox_for(recipients))
    try:
        take_in_or_hold_back([arrival])
    except Exception as error:
        raise NotKept from error


@receiver(inbound)
def take_parsed(sender: Any, event: Any, **more: Any) -> None:
    """Keep a mail that the provider had taken apart, put together again."""
    message = event.message
    try:
        people = [each.addr_spec for each in [*message.to, *message.cc]]
        named = [message.envelope_recipient] if message.envelope_recipient else people
        raw = _put_together(message)
    except Exception as error:
        raise NotKept from error
    _take(raw, message.envelope_sender or "", named)


def _put_together(message: Any) -> bytes:
    """The same bytes each time the provider brings it: boundaries are made up by chance otherwise."""
    name = hashlib.sha256(str(message.get("Message-ID", "")).encode("utf-8", "replace")).hexdigest()[:40]
    for number, part in enumerate(message.walk()):
        if part.is_multipart():
            part.set_boundary(f"{name}-{number}")
    return message.as_bytes()


@receiver(tracking)
def take_event(sender: Any, event: Any, **more: Any) -> None:
    """Note what became of a mail of the desk's; of one that is not known, or a click, nothing."""
    action = ACTIONS.get(event.event_type)
    external_id = str(event.message_id or "").strip("<> ")
    if action is None or not external_id:
        return
    sent = Delivery.objects.select_related("message__ticket").filter(_known_as(external_id), channel="email")
    outcome = _outcome(event, action)
    recipient = normal_or_empty(event.recipient or "")
    try:
        known = list(sent.filter(recipient=recipient))
        for delivery in known:
            take_outcome(delivery, outcome, is_proven=True)
        is_early = not known and not sent.exists() and _is_being_sent_to(recipient)
    except Exception as error:
        raise NotKept from error
    if is_early:
        raise TooEarly


def _is_being_sent_to(recipient: str) -> bool:
    """Whether a mail to them is in a worker's hands, which has yet to write down by what id the provider knows it."""
    return Delivery.objects.filter(recipient=recipient, channel="email", state=State.SENDING).exists()


def _known_as(external_id: str) -> Q:
    """The provider's id of a mail is noted once it has taken it; a Message-ID of ours says so before."""
    ours = [delivery_id for _ticket_id, delivery_id in token.read_all([], [external_id])]
    return Q(external_id=external_id) | Q(pk__in=ours)


def _outcome(event: Any, action: Action) -> Outcome:
    said = " ".join(str(event.mta_response or event.description or event.reject_reason or "").split())[:500]
    found = STATUS.search(said)
    status = found[1] if found else ""
    if event.reject_reason == RejectReason.INVALID and status not in BAD_ADDRESS:
        status = NO_SUCH_ADDRESS
    return Outcome(action, "", status, said)
