"""What agents have taught the filter: for each token, in how many letters of each kind it stood, quarter by quarter.

A token is kept as a number without its words (a bucket), so nothing of what customers wrote can be read here, and
the table cannot outgrow its buckets. Evidence counts half after half a year and is forgotten after two: spam changes.
A lesson remembers just what it added, so that it can be taken back exactly. One lesson is taught at a time, by
whichever worker.
"""

from collections.abc import Sequence
from datetime import datetime
from hashlib import blake2b

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models, transaction
from django.utils import timezone

from shopbell.core.lock import hold_until_commit
from shopbell.tickets.message import Message

from .base import LETTERS, base
from .scoring import Known, Seen

BUCKETS = 1 << 20
ALL = -1  # the bucket that every letter falls into: how many lessons there were
LESSONS = "spam lessons"  # the lock
HALF_LIFE, KEPT = 2, 8  # quarters


class SpamEvidence(models.Model):
    bucket = models.IntegerField()
    quarter = models.SmallIntegerField(help_text="since 1970")
    spam = models.IntegerField(default=0)
    wanted = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bucket", "quarter"], name="spam_evidence_once")]


class SpamLesson(models.Model):
    """That the filter was taught by this message, and what that added."""

    message = models.OneToOneField(Message, models.CASCADE, primary_key=True, related_name="spam_lesson")
    is_spam = models.BooleanField()
    quarter = models.SmallIntegerField()
    buckets = ArrayField(models.IntegerField())


def quarter_of(moment: datetime) -> int:
    return (moment.year - 1970) * 4 + (moment.month - 1) // 3


def bucket_of(token: str) -> int:
    return int.from_bytes(blake2b(token.encode("utf-8", "replace"), digest_size=4).digest()) % BUCKETS


@transaction.atomic
def learn(message: Message, tokens: Sequence[str], *, is_spam: bool | None) -> bool:
    """Let `message` teach that it is spam, or wanted, or (None) nothing any more; whether that changed anything.

    Twice changes nothing, and the other judgement takes the place of the first.
    """
    hold_until_commit(LESSONS)  # each of them counts in the row of ALL
    known = SpamLesson.objects.filter(pk=message.pk).first()
    if (known.is_spam if known else None) == is_spam:
        return False
    if known:
        _add(known, -1)
        known.delete()
    if is_spam is not None:
        buckets = sorted({ALL, *map(bucket_of, tokens)})
        now = quarter_of(timezone.now())
        _add(SpamLesson.objects.create(message=message, is_spam=is_spam, quarter=now, buckets=buckets), 1)
    return True


def _add(lesson: SpamLesson, by: int) -> None:
    """Count the lesson once more or once less. What was forgotten since is not made again."""
    spam, wanted = (by, 0) if lesson.is_spam else (0, by)
    with connection.cursor() as cursor:
        if by > 0:
            cursor.execute(ADD, [lesson.quarter, spam, wanted, lesson.buckets])
        else:
            cursor.execute(TAKE, [lesson.quarter, lesson.buckets, spam, wanted, lesson.quarter])


ADD = """
    insert into channel_email_spamevidence as kept (bucket, quarter, spam, wanted)
    select bucket, %s, %s, %s from unnest(%s::int[]) as bucket order by bucket
    on conflict (bucket, quarter) do update set spam = kept.spam + excluded.spam, wanted = kept.wanted + excluded.wanted
"""
TAKE = """
    with mine as (
        select id from channel_email_spamevidence where quarter = %s and bucket = any(%s) order by bucket for update
    )
    update channel_email_spamevidence set spam = spam + %s, wanted = wanted + %s
     where quarter = %s and id in (select id from mine)
"""


def known_of(tokens: Sequence[str], now: datetime) -> Known:
    """What is known of `tokens`; older evidence counts less."""
    by_bucket = {bucket_of(token): token for token in tokens}
    desk: dict[str, Seen] = {}
    today = quarter_of(now)
    with connection.cursor() as cursor:
        cursor.execute(SEEN, [list(by_bucket), today - KEPT])
        for bucket, quarter, spam, wanted in cursor.fetchall():
            weight = 0.5 ** (max(0, today - quarter) / HALF_LIFE)
            token = by_bucket[bucket]
            before = desk.get(token, Seen())
            desk[token] = Seen(before.spam + weight * spam, before.wanted + weight * wanted)
    return Known(base(), base()[LETTERS], desk)


SEEN = """
    select bucket, quarter, spam, wanted from channel_email_spamevidence where bucket = any(%s) and quarter > %s
"""


def lessons() -> Seen:
    """How many letters of each kind the filter has learned from and not forgotten."""
    rows = SpamEvidence.objects.filter(bucket=ALL)
    sums = rows.aggregate(spam=models.Sum("spam", default=0), wanted=models.Sum("wanted", default=0))
    return Seen(**sums)


def forget_old(now: datetime) -> int:
    """Forget evidence that counts no more; returns how many rows went."""
    old = models.Q(quarter__lte=quarter_of(now) - KEPT) | models.Q(spam__lte=0, wanted__lte=0)
    return SpamEvidence.objects.filter(old).delete()[0]
