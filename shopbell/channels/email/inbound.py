"""The way of a mail in: stored raw and a job enqueued in one transaction, then made a message of its ticket.

Processing is idempotent: one mail is one message, however often it is delivered, processed or replayed.
What cannot be processed is quarantined with its error; nothing is ever dropped.
"""

import logging
import uuid
from collections.abc import Iterable

from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone
from procrastinate.contrib.django import app as jobs

from shopbell.channels.inbox import TicketInbox
from shopbell.core import blob
from shopbell.customers.customer import Customer, find_or_create_customer
from shopbell.customers.identity import Kind
from shopbell.tickets.attachment import Attachment, clean_name
from shopbell.tickets.message import Message, add_note, receive_message
from shopbell.tickets.ticket import Ticket, create_ticket, one_line

from .confirm import confirm_address
from .email_message import EmailMessage
from .parse import Inbound, parse
from .party import is_own
from .raw_mail import Arrival, RawMail, State, move_to_store, store
from .threading import Thread, find_thread

PROCESS = "email.process"
PER_JOB = 20  # mails of one job: a flood costs few jobs, a single mail waits for nothing
NAMESPACE = uuid.UUID("5e7bb0de-1a67-4c2b-9a53-6d0a3c1f0a11")
log = logging.getLogger(__name__)


def take_in(arrivals: Iterable[Arrival]) -> list[int]:
    """Keep the mails and have them processed; when this returns (outside a transaction) they are safe."""
    with transaction.atomic():
        ids = store(arrivals)
        for some in _batches(ids):
            jobs.configure_task(PROCESS, queue="inbound").defer(raw_ids=some)
    return ids


def process_all(raw_ids: list[int]) -> None:
    """Process these mails, in order. Their bytes are moved to the object store together."""
    rows = list(RawMail.objects.filter(pk__in=raw_ids, state=State.WAITING).order_by("pk"))
    move_to_store(rows)
    for row in rows:
        process(row.pk, key=row.blob)


def process(raw_id: int, *, key: str = "") -> Message | None:
    """Make the message of a raw mail, or quarantine it; returns the message. Twice changes nothing.

    `key` is where its bytes lie in the object store, when the caller has put them there.

    Raises when the database itself fails: then the mail still waits.
    """
    try:
        with transaction.atomic():
            return _process(raw_id, key)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        log.exception("Mail %s could not be processed", raw_id)
        text = f"{type(error).__name__}: {error}".replace("\0", "")[:2000]
        RawMail.objects.filter(pk=raw_id).exclude(state=State.DONE).update(
            state=State.QUARANTINED, error=text, finished_at=timezone.now()
        )
        return None


def requeue_forgotten(now, *, after) -> int:
    """Enqueue mails that wait longer than `after`: their job died with its worker. Returns how many."""
    ids = list(
        RawMail.objects.filter(state=State.WAITING, received_at__lt=now - after)
        .order_by("pk")
        .values_list("pk", flat=True)[:2000]
    )
    for some in _batches(ids):
        jobs.configure_task(PROCESS, queue="inbound").defer(raw_ids=some)
    return len(ids)


def _batches(ids: list[int]) -> list[list[int]]:
    return [list(ids[start : start + PER_JOB]) for start in range(0, len(ids), PER_JOB)]


def _process(raw_id: int, key: str) -> Message | None:
    raw = RawMail.objects.select_for_update(of=("self",)).select_related("inbox__team").get(pk=raw_id)
    if raw.state == State.DONE:
        return raw.message
    content = raw.raw
    raw.blob, raw.content = raw.blob or key or blob.put(content), None
    inbound = parse(content)
    if inbound.answers:
        _process_what_it_answers(raw, inbound)
    known = EmailMessage.objects.select_related("message").filter(fingerprint=raw.fingerprint).first()
    message = known.message if known else _write(raw, inbound)
    raw.message, raw.state, raw.error, raw.finished_at = message, State.DONE, "", timezone.now()
    raw.save(update_fields=["blob", "content", "message", "state", "error", "finished_at"])
    return message


def _process_what_it_answers(raw: RawMail, inbound: Inbound) -> None:
    """An answer that overtook its question (two workers, one batch each) takes the question first."""
    earlier = RawMail.objects.filter(state=State.WAITING, external_id__in=inbound.answers, pk__lt=raw.pk)
    for raw_id in list(earlier.order_by("pk").values_list("pk", flat=True)):
        process(raw_id)


def _write(raw: RawMail, inbound: Inbound) -> Message:
    thread = find_thread(inbound, raw.recipients)
    if thread.ticket:
        ticket = thread.ticket
        customer = _writer(ticket, inbound)
        if thread.proof:
            confirm_address(ticket, thread.proof, inbound.sender.address if inbound.sender else "")
            customer = ticket.customer if customer.merged_into_id else _writer(ticket, inbound)
    else:
        customer = _customer(raw, inbound)
        ticket = _open_ticket(raw, inbound, customer)
    message, is_new = receive_message(
        ticket, inbound.text, customer=customer, channel="email", html=inbound.html, quoted_text=inbound.quoted_text,
        quoted_html=inbound.quoted_html, client_id=uuid.uuid5(NAMESPACE, raw.fingerprint), at=raw.received_at,
    )  # fmt: skip
    if is_new:
        _keep_files(message, inbound)
        _keep_headers(message, raw, inbound)
        if thread.likely:
            add_note(ticket, _likely_sentence(thread), by="Threading")
    return message


def _writer(ticket: Ticket, inbound: Inbound) -> Customer:
    """The ticket's customer, or whoever else among its parties wrote."""
    address = inbound.sender.address if inbound.sender else ""
    if any(
        identity.kind == Kind.EMAIL and identity.value == address
        for identity in ticket.customer.identities.all()
    ):
        return ticket.customer
    return find_or_create_customer(
        Kind.EMAIL, address, name=inbound.sender.name if inbound.sender else "", source="email"
    )


def _customer(raw: RawMail, inbound: Inbound) -> Customer:
    """Who wrote; a mail without any sender's address is somebody of its own."""
    if inbound.sender:
        return find_or_create_customer(
            Kind.EMAIL, inbound.sender.address, name=inbound.sender.name, source="email"
        )
    if "@" in raw.sender and not is_own(raw.sender):
        return find_or_create_customer(Kind.EMAIL, raw.sender, source="email")
    return Customer.objects.create(name="Unknown sender")


def _open_ticket(raw: RawMail, inbound: Inbound, customer: Customer) -> Ticket:
    ticket = create_ticket(
        customer=customer, channel="email", subject=inbound.subject, by=customer,
        team=raw.inbox.team if raw.inbox else None, at=raw.received_at,
    )  # fmt: skip
    if raw.inbox_id:
        TicketInbox.objects.create(ticket=ticket, inbox_id=raw.inbox_id)
    return ticket


def _keep_files(message: Message, inbound: Inbound) -> None:
    """All files of a mail, whatever their size: the limit of uploads is for people who can be told."""
    if inbound.files:
        Attachment.objects.bulk_create(
            Attachment(
                message=message, name=clean_name(file.name), size_bytes=len(file.content), blob=blob.put(file.content),
                content_type=file.content_type[:200].lower(), content_id=one_line(file.content_id)[:300], is_inline=file.is_inline,
            )
            for file in inbound.files
        )  # fmt: skip


def _keep_headers(message: Message, raw: RawMail, inbound: Inbound) -> None:
    sender = inbound.sender
    reply_to = inbound.reply_to[0].address if inbound.reply_to else ""
    EmailMessage.objects.create(
        message=message,
        raw=raw,
        fingerprint=raw.fingerprint,
        external_id=_storable(inbound.message_id, 500),
        from_name=_storable(sender.name, 300) if sender else "",
        from_address=_storable(sender.address, 320) if sender else "",
        reply_to=_storable(reply_to, 320) if sender and reply_to != sender.address else "",
        to=[_storable(each.address, 320) for each in inbound.to],
        cc=[_storable(each.address, 320) for each in inbound.cc],
        subject=_storable(inbound.subject, 1000),
        references=[_storable(each, 500) for each in inbound.answers],
        is_automatic=inbound.is_from_machine,
        sent_at=inbound.date,
        defects=[_storable(each, 300) for each in inbound.defects[:20]],
    )


def _storable(text: str, length: int) -> str:
    return text.replace("\0", "").encode("utf-8", "replace").decode()[:length]


def _likely_sentence(thread: Thread) -> str:
    number = thread.likely.pk if thread.likely else 0
    if thread.likely and not thread.likely.is_unsolved:
        return f"This answers ticket #{number}, which is closed."
    return f"This refers to ticket #{number}, but who sent it takes no part in that one. Check before you tell them anything about it."
