"""The way of a mail in: stored raw and a job enqueued in one transaction, then made a message of its ticket.

Processing is idempotent: one mail is one message, however often it is delivered, processed or replayed.
What cannot be processed is quarantined with its error; nothing is ever dropped.
"""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, InterfaceError, OperationalError, connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app as jobs

from shopbell.core import blob
from shopbell.tickets.message import Message

from .answering.answer import take_answer
from .answering.gate import asked_of
from .authenticity.names import our_server
from .authenticity.verdict import Standing, Verdict
from .email_message import EmailMessage
from .joining.author import author_of
from .joining.kept import is_automatic
from .joining.sent import write_sent
from .joining.two_inboxes import note_other_inbox
from .joining.writing import write
from .parse import parse
from .plus_probe import take_probe
from .plus_probe import take_report as take_probe_report
from .raw_mail import Arrival, Door, RawMail, State, move_to_store, store
from .reports.delivery_report import note_report, speaks_of_erased
from .reports.report import is_server, report_in
from .sender_check import check_senders

PROCESS = "email.process"
PER_JOB = 20  # mails of one job: a flood costs few jobs, a single mail waits for nothing
log = logging.getLogger(__name__)


def take_in(arrivals: Iterable[Arrival]) -> list[int]:
    """Keep the mails and have them processed; when this returns (outside a transaction) they are safe."""
    with transaction.atomic():
        ids = store(arrivals)
        _enqueue(ids)
    return ids


def process_all(raw_ids: list[int]) -> None:
    """Process these mails, in order. Their bytes are moved to the object store, and their senders checked, together."""
    waiting = RawMail.objects.filter(pk__in=raw_ids, state=State.WAITING)
    rows = list(waiting.select_related("inbox__team").order_by("pk"))
    move_to_store(rows)
    verdicts = check_senders([row for row in rows if row.door != Door.SENT])
    for row in rows:
        _process_or_quarantine(row, verdicts.get(row.pk))


def process(raw_id: int) -> Message | None:
    """Make the message of a raw mail, or quarantine it; returns the message. Twice changes nothing."""
    row = RawMail.objects.select_related("inbox__team").get(pk=raw_id)
    verdicts = check_senders([row] if row.state != State.DONE and row.door != Door.SENT else [])
    return _process_or_quarantine(row, verdicts.get(row.pk))


def requeue_forgotten(now: datetime, *, after: timedelta) -> int:
    """Enqueue mails that wait longer than `after`: their job died with its worker. Returns how many."""
    forgotten = RawMail.objects.filter(state=State.WAITING, received_at__lt=now - after)
    ids = list(forgotten.order_by("pk").values_list("pk", flat=True)[:2000])
    _enqueue(ids)
    return len(ids)


def _enqueue(ids: list[int]) -> None:
    for start in range(0, len(ids), PER_JOB):
        jobs.configure_task(PROCESS, queue="inbound").defer(raw_ids=list[Any](ids[start : start + PER_JOB]))


def _process_or_quarantine(raw: RawMail, verdict: Verdict | None) -> Message | None:
    """Raises when the database or the object store itself fails: then the mail still waits."""
    try:
        try:
            return _process(raw, verdict)
        except IntegrityError:
            if not EmailMessage.objects.filter(fingerprint=raw.fingerprint).exists():
                raise
            return _process(raw, verdict, is_known=True)  # the same mail by another door, a moment earlier
    except (OperationalError, InterfaceError, blob.Unreachable):
        raise
    except Exception as error:
        log.exception("Mail %s could not be processed", raw.pk)
        text = f"{type(error).__name__}: {error}".replace("\0", "")[:2000]
        unfinished = RawMail.objects.filter(pk=raw.pk).exclude(state=State.DONE)
        unfinished.update(state=State.QUARANTINED, error=text, finished_at=timezone.now())
        return None


@transaction.atomic
def _process(raw: RawMail, verdict: Verdict | None, *, is_known: bool = False) -> Message | None:
    """The first statement takes the row, so that of two workers one writes and the other finds it done."""
    content = raw.raw
    key = raw.blob or blob.put(content)
    with connection.cursor() as cursor:
        cursor.execute(FINISH, [key, raw.pk])
        is_mine = cursor.rowcount == 1
    if not is_mine or is_known:
        mails = EmailMessage.objects.select_related("message__ticket").filter(fingerprint=raw.fingerprint)
        known = mails.first()
        if known and is_mine:
            note_other_inbox(known.message.ticket, raw.inbox)
        return known.message if known else None
    inbound = parse(content)
    asked = asked_of(inbound, raw.recipients)
    if asked and (
        asked.is_alone or raw.door != Door.SENT
    ):  # what was sent to a customer too is an answer to them
        return take_answer(asked, raw, inbound, verdict)
    if raw.door == Door.SENT:
        _process_what_it_answers(raw, inbound.answers)
        if _waits_for(inbound.answers):
            RawMail.objects.filter(pk=raw.pk).update(state=State.WAITING, finished_at=None)
            return None
        return write_sent(raw, inbound)
    if take_probe(raw, inbound):
        return None
    if is_automatic(raw, inbound) or is_server(inbound.sender):
        report = report_in(content)
        if report and take_probe_report(report):
            return None
        if report and speaks_of_erased(raw, report):
            raw.delete()
            return None
        if report and (message := note_report(raw, report)):
            return message
    _process_what_it_answers(raw, inbound.answers)
    author = author_of(inbound)
    return write(raw, inbound, verdict.about(author.address if author else "") if verdict else None)


NOT_CHECKED = Verdict(
    Standing.PENDING
)  # in a transaction nobody waits for the DNS: it is done a minute later
# The commit waits for no disk: if a power cut takes it back, the mail is waiting still, with its bytes, and is
# processed again; and what others wrote since, knowing of it, is taken back with it.
FINISH = """
    update channel_email_rawmail set state = 'done', blob = %s, content = null, error = '', finished_at = now()
     where id = %s and state <> 'done'
 returning set_config('synchronous_commit', 'off', true)
"""


def _process_what_it_answers(raw: RawMail, answers: list[str]) -> None:
    """An answer that overtook its question (two workers, a batch each) takes the question first.

    Waiting for the other worker cannot end in a ring: everybody waits for older mails only.
    """
    if not answers:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "select id from channel_email_rawmail where state = 'waiting' and external_id = any(%s) and id < %s",
            [answers, raw.pk],
        )
        earlier = [pk for (pk,) in cursor.fetchall()]
    for row in (
        RawMail.objects.filter(pk__in=earlier).select_related("inbox__team").order_by("pk") if earlier else []
    ):
        _process_or_quarantine(row, NOT_CHECKED if our_server() else None)


def _waits_for(answers: list[str]) -> bool:
    """Whether a mail that it answers is here and no message yet, as one in the quarantine: it belongs to its ticket.

    What an agent sent would be dropped without one. So it waits with that mail, and `requeue_forgotten` tries again.
    """
    if not answers:
        return False
    unfinished = RawMail.objects.filter(external_id__in=answers).exclude(state=State.DONE)
    ids = set(unfinished.values_list("external_id", flat=True))
    known = (
        EmailMessage.objects.filter(external_id__in=ids).values_list("external_id", flat=True) if ids else []
    )
    return bool(ids.difference(known))
