"""Work instead of a puzzle: the browser that sends a form has spent a moment on it, which a flood cannot spare.

A page carries a task: a random word, how hard the task is, and when it was given, signed. Its script looks for a number
whose SHA-256 behind the word begins with that many zero bits, while the shopper types (about 65,000 tries, a fifth of a
second). The more forms an inbox gets, the harder its new tasks are. A task is good for one form, within half a day.

Nobody is turned away for want of scripts: a form without work, or one that came sooner than people type, is doubted. It
has a tighter limit by address, and the spam filter holds it with less evidence.
"""

import hashlib
import secrets
import time
import uuid
from datetime import datetime, timedelta

from django.core.signing import BadSignature, Signer
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _t

from shopbell.core.errors import Refused
from shopbell.core.rate import RateCount, uses_of

from ..inbox import Inbox

SIGNER = Signer(salt="shopbell.contact.work")
SOONEST, KEPT = timedelta(seconds=2), timedelta(hours=12)
EASY, HARDEST, LENIENCE = 16, 20, 2  # in bits; a page that was open before the flood began is taken
CALM, WINDOW_SECONDS = 20, 600  # so many forms in a window are nothing unusual
DOUBTED = 5  # doubted forms that one address may send in ten minutes
NO_WORK, TOO_SOON = "no-work", "too-soon"  # why a form is doubted


class SpentTask(models.Model):
    """A task that a form was sent with, and which form."""

    word = models.CharField(max_length=40, primary_key=True)
    client_id = models.UUIDField()
    spent_at = models.DateTimeField(default=timezone.now, db_index=True)


def new_task(inbox: Inbox | str) -> str:
    """A task for a page of `inbox`, as hard as its forms are frequent now; or of another form, by its name."""
    return SIGNER.sign(f"{secrets.token_hex(12)}.{bits_now(inbox)}.{int(time.time())}")


def bits_now(inbox: Inbox | str) -> int:
    """How hard the tasks of `inbox` are: a bit more for each doubling beyond what is usual."""
    window = int(time.time()) // WINDOW_SECONDS * WINDOW_SECONDS
    count = RateCount.objects.filter(name=_name(inbox), window=window).values_list("count", flat=True).first()
    return harder(count or 0)


def harder(count: int) -> int:
    """The bits of a task after `count` forms in one window."""
    return min(EASY + (count // CALM).bit_length(), HARDEST)


def count_form(inbox: Inbox | str) -> None:
    """Count a form that came to `inbox`, however good."""
    uses_of(_name(inbox), seconds=WINDOW_SECONDS)


def doubt_of(task: str, answer: str, inbox: Inbox | str) -> str:
    """Why a form with this task and answer is doubted; empty when it is not. Raises Refused for one that is too old."""
    try:
        signed = SIGNER.unsign(task)
    except BadSignature:
        return NO_WORK
    bits, age = task_parts(signed)
    if age > KEPT:
        raise Refused(_t("This page was open for long. Look it over and send it once more."))
    if bits + LENIENCE < bits_now(inbox) or not is_solved(signed, answer, bits):
        return NO_WORK
    return TOO_SOON if age < SOONEST else ""


def task_parts(signed: str) -> tuple[int, timedelta]:
    """How hard an unsigned task is, and how long ago it was given."""
    _word, bits, given = signed.split(".")
    return int(bits), timedelta(seconds=time.time() - int(given))


def is_solved(signed: str, answer: str, bits: int) -> bool:
    """Whether `answer` is a number whose hash behind the task begins with so many zero bits."""
    if not (answer.isascii() and answer.isdecimal() and len(answer) <= 12):
        return False
    digest = hashlib.sha256(f"{signed}:{answer}".encode()).digest()
    return int.from_bytes(digest) >> (256 - bits) == 0


def spend_task(task: str, client_id: uuid.UUID) -> None:
    """Let a task be used up by the form with that number, in the caller's transaction.

    The same form may come twice. Raises Refused for a task that another form was sent with.
    """
    try:
        word = SIGNER.unsign(task).partition(".")[0]
    except BadSignature:
        return  # it was doubted for that
    spent, _is_new = SpentTask.objects.get_or_create(word=word, defaults={"client_id": client_id})
    if spent.client_id != client_id:
        raise Refused(_t("This page was sent before. Load it again to write another message."))


def is_spent(task: str) -> bool:
    """Whether a form was sent with this task."""
    try:
        word = SIGNER.unsign(task).partition(".")[0]
    except BadSignature:
        return False
    return SpentTask.objects.filter(pk=word).exists()


def sweep_tasks(now: datetime) -> int:
    """Forget tasks that nobody could use any more; returns how many."""
    return SpentTask.objects.filter(spent_at__lt=now - KEPT * 2).delete()[0]


def _name(inbox: Inbox | str) -> str:
    return inbox if isinstance(inbox, str) else f"contact forms {inbox.pk}"
