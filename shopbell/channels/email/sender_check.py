"""Checking senders: the verdict of `authenticity` on each mail, kept beside it and shown on its message.

It is made before the mail's ticket is looked for, many mails at once, and waits for the DNS a few seconds at most. A
verdict that the DNS owes us is pending: the mail goes its way, its sender counts as nobody proven, and the check is
made again with growing pauses.
"""

import logging
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from ipaddress import ip_address

from django.conf import settings
from django.db import InterfaceError, OperationalError, models, transaction
from django.utils import timezone

from shopbell.core.bus import publish
from shopbell.core.prepared import Prepared
from shopbell.tickets.rule_note import add_rule_note

from .authenticity.check import Envelope, check
from .authenticity.names import MAIL_SECONDS, Names, Server, our_server
from .authenticity.policy import ENFORCED
from .authenticity.verdict import Result, Signature, Standing, Verdict
from .email_message import EmailMessage
from .joining.confirm import confirm_address
from .joining.threading import find_thread
from .mime.headers import HEAD_END
from .mime.part import head_start
from .parse import parse
from .raw_mail import Door, RawMail
from .sending.suppression import lift_for

AT_ONCE = 8
BATCH_SECONDS = 6.0  # a batch of mails waits for the DNS no longer
LARGE_BYTES = (
    2 * 1024 * 1024
)  # such mails are checked one after the other: each is held in memory some times over
PAUSES = [timedelta(minutes=each) for each in (1, 5, 20, 60, 240, 720)]
PER_SWEEP = 200
log = logging.getLogger(__name__)


class SenderCheck(models.Model):
    """What was found about the sender of a mail, and when."""

    mail = models.OneToOneField(EmailMessage, models.CASCADE, primary_key=True, related_name="sender_check")
    standing = models.CharField(max_length=10, choices=[(each.value, each.value) for each in Standing])
    result = models.JSONField(default=dict, help_text="the verdict whole")
    tries = models.PositiveSmallIntegerField(default=1)
    next_try_at = models.DateTimeField(null=True, help_text="of a pending one")

    class Meta:
        indexes = [
            models.Index(fields=["mail"], name="forged_sender", condition=models.Q(standing="forged")),
            models.Index(
                fields=["next_try_at"], name="pending_sender_check", condition=models.Q(standing="pending")
            ),
        ]

    @property
    def verdict(self) -> Verdict:
        """As it was found; of a later version's words the known ones."""
        known = {name: self.result[name] for name in Verdict.__dataclass_fields__ if name in self.result}
        known |= {name: Result(known[name]) for name in ("spf", "dmarc", "arc") if name in known}
        signatures = [
            Signature(**{**each, "result": Result(each["result"])}) for each in known.pop("signatures", [])
        ]
        return Verdict(**{**known, "standing": Standing(self.standing), "signatures": signatures})


def check_senders(rows: Sequence[RawMail]) -> dict[int, Verdict]:
    """The verdict on each of `rows` by its id, none of them when the desk asks no DNS. Outside any transaction."""
    server = our_server()
    if server is None or not rows:
        return {}
    until = time.monotonic() + BATCH_SECONDS
    small = [row for row in rows if row.size_bytes <= LARGE_BYTES]
    found = {row.pk: _found(row, server, until) for row in rows if row.size_bytes > LARGE_BYTES}
    if len(small) == 1:
        return found | {small[0].pk: _found(small[0], server, until)}
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="sender-check") as pool:
        verdicts = pool.map(lambda row: _found(row, server, until), small)
        return found | {row.pk: verdict for row, verdict in zip(small, verdicts, strict=True)}


def _found(row: RawMail, server: Server, until: float) -> Verdict:
    """The verdict on one of many: a mail that cannot be read is in nobody's way, and its processing meets the fault."""
    try:
        return _check(row, server, until)
    except Exception:
        log.exception("The sender of mail %s could not be checked", row.pk)
        return Verdict(Standing.PENDING)


def _check(row: RawMail, server: Server, until: float) -> Verdict:
    raw = row.raw
    envelope = Envelope(row.received_at, _peer(row), row.helo, row.sender)
    trusted = row.inbox.setting("trusted_servers").split() if row.inbox else []
    seconds = max(0.0, min(MAIL_SECONDS, until - time.monotonic()))
    return check(raw, sender_of(raw), envelope, Names(server, seconds), trusted)


def sender_of(raw: bytes) -> str:
    """The address that the desk takes for the author's: what `parse` finds, from the head alone."""
    end = HEAD_END.search(raw, head_start(raw))
    sender = parse(raw[: end.end()] if end else raw).sender
    return sender.address if sender else ""


def _peer(row: RawMail) -> str:
    """The server of the world that handed the mail to our own listener; empty when a server of ours took it in."""
    if row.door != Door.SMTP or not row.peer:
        return ""
    try:
        peer = ip_address(row.peer.partition("%")[0])
    except ValueError:
        return ""
    peer = getattr(peer, "ipv4_mapped", None) or peer
    passed_on = any(peer.version == each.version and peer in each for each in settings.MAIL_RELAYS)
    return str(peer) if peer.is_global and not passed_on else ""


def keep_verdict(mail: EmailMessage, verdict: Verdict | None) -> None:
    """Keep what was found about the sender of `mail`; nothing when nobody was asked."""
    if verdict is None:
        return
    is_pending = verdict.standing == Standing.PENDING
    SenderCheck.objects.create(
        mail=mail,
        standing=verdict.standing,
        result=verdict.as_data(),
        next_try_at=timezone.now() + PAUSES[0] if is_pending else None,
    )


def check_again(now: datetime) -> int:
    """Check the senders anew whom the DNS has kept pending until `now`; returns how many are settled."""
    server = our_server()
    if server is None:
        return 0
    due = SenderCheck.objects.filter(standing=Standing.PENDING, next_try_at__lte=now).order_by("next_try_at")
    settled = 0
    for pending in due.select_related("mail__raw__inbox")[:PER_SWEEP]:
        try:
            verdict = _check(pending.mail.raw, server, time.monotonic() + MAIL_SECONDS)
            settled += _settle(pending, verdict, now)
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            log.exception("The sender of mail %s could not be checked again", pending.pk)
            mine = SenderCheck.objects.filter(pk=pending.pk, standing=Standing.PENDING, tries=pending.tries)
            mine.update(next_try_at=now + PAUSES[-1])  # others are due too
    return settled


@transaction.atomic
def _settle(pending: SenderCheck, verdict: Verdict, now: datetime) -> bool:
    """Keep the new verdict, unless another worker was quicker."""
    mine = SenderCheck.objects.select_for_update().filter(
        pk=pending.pk, standing=Standing.PENDING, tries=pending.tries
    ).first()  # fmt: skip
    if mine is None:
        return False
    mine.tries += 1
    verdict = _without_waiting(verdict) if mine.tries > len(PAUSES) else verdict
    standing = verdict.standing
    mine.standing, mine.result = standing, verdict.as_data()
    mine.next_try_at = now + PAUSES[mine.tries - 1] if standing == Standing.PENDING else None
    mine.save()
    if standing == Standing.PENDING:
        return False
    _tell(mine)
    return True


def _without_waiting(verdict: Verdict) -> Verdict:
    """The verdict after the last try: what is not known stays unproven, and is forged to a domain that asks for it."""
    if verdict.standing != Standing.PENDING:
        return verdict
    if verdict.policy in ENFORCED:
        return replace(verdict, standing=Standing.FORGED, dmarc=Result.FAIL)
    return replace(verdict, standing=Standing.UNVERIFIED)


def _tell(settled: SenderCheck) -> None:
    """What the verdict changes when the mail is in its ticket already."""
    mail = EmailMessage.objects.select_related("message__ticket__customer", "raw").get(pk=settled.pk)
    ticket = mail.message.ticket
    if settled.standing == Standing.FORGED:
        add_rule_note(ticket, "forged_late", by="Sender check", sender=mail.from_address)
    elif settled.verdict.proves_mailbox and not mail.is_automatic:
        inbound = parse(mail.raw.raw)
        thread = find_thread(inbound, mail.raw.recipients)
        is_theirs = inbound.sender is not None and inbound.sender.address == settled.verdict.sender
        if is_theirs and thread.proof and thread.ticket == ticket:
            confirm_address(ticket, thread.proof, mail.from_address)
        if is_theirs:
            lift_for(mail.from_address)
    publish(f"ticket-{ticket.pk}")


def is_forged(message) -> bool:
    """Whether the sender of the mail that `message` came by is known to be forged."""
    return FORGED.first(mail=message.pk) is not None


FORGED = Prepared(  # asked of every mail that may be acknowledged
    lambda mail: SenderCheck.objects.filter(mail=mail, standing=Standing.FORGED), mail=int
)
