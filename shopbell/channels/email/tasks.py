"""Background work of e-mail: each task is one call into the domain."""

from datetime import timedelta

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from shopbell.tickets.event import Event

from . import breakdown, inbound, sender_check
from .answering import mailed_answer
from .imap import reconcile
from .imap.mailbox import Mailbox
from .reports import delivery_report
from .sending import acknowledge
from .showing import remote_picture
from .spam import evidence


@app.task(name=inbound.PROCESS, retry=RetryStrategy(max_attempts=8, exponential_wait=2))
def process(raw_ids: list[int]) -> None:
    inbound.process_all(raw_ids)


@app.task(name="email.requeue")
def requeue(timestamp: int) -> int:
    return inbound.requeue_forgotten(timezone.now(), after=timedelta(minutes=5))


@app.task(name="email.tell_breakdowns")
def tell_breakdowns(timestamp: int) -> int:
    return breakdown.tell_breakdowns(timezone.now())


@app.task(name="email.check_senders_again")
def check_senders_again(timestamp: int) -> int:
    return sender_check.check_again(timezone.now())


@app.task(name=acknowledge.ACKNOWLEDGE_UNMARKED)
def acknowledge_unmarked(event_id: int) -> None:
    for event in Event.objects.select_related("ticket").filter(pk=event_id):
        acknowledge.acknowledge_unmarked(event)


@app.task(name="email.sweep_pictures")
def sweep_pictures(timestamp: int) -> int:
    return remote_picture.sweep_pictures(timezone.now())


@app.task(name="email.forget_answers")
def forget_answers(timestamp: int) -> int:
    return mailed_answer.forget_untaken(timezone.now())


@app.task(name="email.forget_arrivals")
def forget_arrivals(timestamp: int) -> int:
    return delivery_report.forget_arrivals(timezone.now())


@app.task(name="email.forget_spam")
def forget_spam(timestamp: int) -> int:
    return evidence.forget_old(timezone.now())


@app.task(name=reconcile.FETCH_MISSING)
def fetch_missing(mailbox_id: int) -> int:
    return sum(reconcile.fetch_missing(each) for each in Mailbox.objects.filter(pk=mailbox_id))
