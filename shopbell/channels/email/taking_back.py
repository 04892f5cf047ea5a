"""Taking back what an agent wrote to somebody else, forwarded or redirected, for as long as it is held."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from shopbell.accounts.permission import Permission
from shopbell.channels.delivery import Delivery, State
from shopbell.core.errors import Refused
from shopbell.tickets.event import Event, Verb, record
from shopbell.tickets.message import Message
from shopbell.tickets.ticket import Ticket
from shopbell.tickets.undo import reverses
from shopbell.tickets.unsending import is_held

HOLD = timedelta(seconds=15)  # the toast with Undo stays for ten
WRITTEN = (Verb.SIDE_STARTED, Verb.FORWARDED, Verb.SIDE_WRITTEN, Verb.REDIRECTED)


def held_until() -> datetime:
    return timezone.now() + HOLD


def what_left(message: Message) -> dict:
    """For the event of such a mail: that nothing stood before it, and which other events are about it."""
    return {"before": "", "mail": message.pk}


@reverses(*WRITTEN, permission=Permission.TICKET_REPLY, also_disturbed_by=(Verb.UNSENT,), same="mail")
def take_back(ticket: Ticket, event: Event, *, by) -> None:
    """Keep the mail from leaving. What was written stays to be read; a mail redirected may be redirected again."""
    message = Message.objects.select_for_update().get(pk=event.data["mail"])
    if event.verb == Verb.REDIRECTED:
        _take_back_redirect(message, event)
    elif not is_held(message):
        raise too_late()
    else:
        message.unsent_at = timezone.now()
        message.save(update_fields=["unsent_at"])
    record(ticket, Verb.UNSENT, by=by, message=message, undoes=event.pk, mail=message.pk)


def _take_back_redirect(message: Message, event: Event) -> None:
    sent = Delivery.objects.select_for_update().filter(pk__in=event.data["deliveries"])
    if any(each.state != State.QUEUED or each.attempts or each.not_before <= timezone.now() for each in sent):
        raise too_late()
    sent.delete()


def too_late() -> Refused:
    return Refused(_("It is too late: the mail is on its way."))


def way_back(message: Message) -> str:
    """The address that undoes the last sending of `message`."""
    event = message.events.filter(verb__in=WRITTEN).order_by("pk").last()
    return reverse("event-undo", args=[event.pk]) if event else ""
