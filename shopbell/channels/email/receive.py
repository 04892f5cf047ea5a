"""`shopbell receive`: one raw mail from standard input, made a message at once. Mail servers pipe into it."""

from .inbound import process
from .parse import parse
from .raw_mail import Arrival, Door, RawMail, State, keep
from .recipient import inbox_for


def receive(raw: bytes) -> dict:
    """Take `raw` in and say what became of it.

    Keys: ticket, message, customer (ids or None), is_new (False when it had come before), text, attachments
    (names), quarantined (the error, or None). Of a report on a mail of the desk's they are those of that message.
    """
    row = keep(Arrival(raw, Door.STDIN, inbox_id=inbox_of(raw)))
    is_new = row.state != State.DONE
    message = process(row.pk)
    error = (
        RawMail.objects.filter(pk=row.pk).values_list("error", flat=True).first()
    )  # it may be kept no more
    return {
        "ticket": message.ticket_id if message else None,
        "message": message.pk if message else None,
        "customer": message.customer_id if message else None,
        "is_new": is_new,
        "text": message.text if message else "",
        "attachments": [each.name for each in message.attachments.all()] if message else [],
        "quarantined": error or None,
    }


def inbox_of(raw: bytes) -> int | None:
    """The inbox a mail is addressed to by its own headers; the oldest one when none is named."""
    inbound = parse(raw)
    return inbox_for(each.address for each in [*inbound.to, *inbound.cc])
