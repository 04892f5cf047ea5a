"""After sending: what becomes known of a delivery that was handed over. It came back, waits on the way, or arrived."""

from django.db import transaction
from django.utils import timezone

from shopbell.core.bus import publish
from shopbell.tickets.event import Verb, record

from .delivery import Delivery, State


def bounce(delivery: Delivery, *, error: str) -> None:
    """What was sent came back: it has failed after all, and its author is told. Twice leaves one trace.

    A server may say so before the worker that hands it over has written down that it was sent: it lets go then.
    """
    before = {State.SENDING, State.SENT, State.DELIVERED, State.OPENED}
    _change_sent(delivery, before, state=State.FAILED, error=error, claimed_at=None)


def delay(delivery: Delivery, *, error: str) -> None:
    """The recipient's server does not take it yet and the one on the way tries on: `error` says why."""
    _change_sent(delivery, {State.SENT}, error=error)


def arrive(delivery: Delivery) -> None:
    """It lies in the recipient's mailbox, maybe before the worker has written down that it was handed over."""
    _change_sent(delivery, {State.SENDING, State.SENT}, state=State.DELIVERED, error="", claimed_at=None)


def note_opened(delivery: Delivery) -> None:
    """Somebody saw it. The worker that hands it over may not have written down yet that it was sent: then it waits."""
    _change_sent(delivery, {State.SENT, State.DELIVERED}, state=State.OPENED, error="")


@transaction.atomic
def _change_sent(delivery: Delivery, before: set[State], **changes) -> None:
    sent = Delivery.objects.select_for_update().filter(pk=delivery.pk, state__in=before)
    if not sent.update(**changes, finished_at=timezone.now()):
        return
    if changes.get("state") == State.FAILED:
        about = {"recipient": delivery.recipient, "error": changes["error"]}
        record(delivery.message.ticket, Verb.FAILED, message=delivery.message, **about)
    else:
        publish(delivery.message.topic)
