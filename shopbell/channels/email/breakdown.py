"""Breakdowns of mail, told to whoever may mend them: it does not come in, cannot be read, or does not go out.

They are found in the rows that tell of them, by a sweep of every few minutes. Admins get a letter when one begins and
none while it stays; the settings, `shopbell doctor` and /metrics show it for as long as it lasts.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from shopbell.channels.delivery import WAITS, Delivery
from shopbell.channels.delivery import State as DeliveryState
from shopbell.channels.inbox import Inbox

from .alarm import alarm
from .imap.further_folder import FurtherFolder
from .imap.mailbox import Mailbox
from .plus_probe import PlusProbe
from .raw_mail import RawMail, State
from .sending.sender import mail_inbox_of
from .sending.transport import ANSWERED
from .sending.way_out import way_of

SHORT = timedelta(minutes=15)  # servers are restarted, lines are cut: it passes
LATE = timedelta(minutes=30)  # by then a mail was tried three times
LOOKED_AT = 50


@dataclass(frozen=True)
class Found:
    """`key` names the breakdown as long as it lasts. `page` is where it is mended."""

    key: str
    subject: Callable[[], str]
    words: Callable[[], str]
    page: str


class Breakdown(models.Model):
    """One that the admins were told of."""

    key = models.CharField(max_length=60, primary_key=True)
    told_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.key


@transaction.atomic
def tell_breakdowns(now: datetime) -> int:
    """Write to the admins of each that began, and forget those that are over; returns how many began."""
    found = {each.key: each for each in find_breakdowns(now)}
    Breakdown.objects.exclude(key__in=found).delete()
    begun = 0
    for key, each in found.items():
        _row, is_new = Breakdown.objects.get_or_create(key=key, defaults={"told_at": now})
        if is_new:
            alarm(each.subject, each.words, each.page)
            begun += 1
    return begun


def find_breakdowns(now: datetime) -> Iterator[Found]:
    """All that are there now."""
    yield from _unread()
    for mailbox in failing_mailboxes(now):
        yield _not_fetched(mailbox)
    for folder in failing_folders(now):
        yield _not_read(folder)
    for probe in failed_probes(now):
        yield _not_answerable(probe)
    for inbox, delivery in late_ways(now):
        yield _not_sent(inbox, delivery)


def count_breakdowns() -> int:
    """Accounts that are not fetched from and ways out that take nothing, at this moment."""
    now = timezone.now()
    return (
        len(failing_mailboxes(now))
        + len(failing_folders(now))
        + len(failed_probes(now))
        + len(late_ways(now))
    )


def quarantined() -> int:
    return RawMail.objects.filter(state=State.QUARANTINED).count()


def _unread() -> Iterator[Found]:
    if quarantined():
        yield Found(
            "quarantine",
            lambda: _("Mail is in the quarantine"),
            lambda: _(
                "A mail came that could not be read. It is kept, and can be tried again once the reason is mended:"
            ),
            reverse("settings-quarantine"),
        )


def failing_mailboxes(now: datetime) -> list[Mailbox]:
    """Accounts that could not be fetched from for longer than a restart takes."""
    failing = Mailbox.objects.select_related("inbox", "grant").filter(
        is_active=True, inbox__is_active=True, failing_since__lt=now - SHORT
    )
    return [each for each in failing.order_by("pk") if not _is_told_by_its_service(each)]


def _is_told_by_its_service(mailbox: Mailbox) -> bool:
    """Whether the service of the account refuses the desk: that has a letter of its own."""
    grant = getattr(mailbox, "grant", None)
    return grant is not None and bool(grant.refused)


def _not_fetched(mailbox: Mailbox) -> Found:
    return Found(
        f"mailbox-{mailbox.pk}",
        lambda: _("No mail is fetched for %(inbox)s") % {"inbox": mailbox.inbox},
        lambda: (
            _(
                "%(account)s cannot be fetched from: %(error)s Nothing is lost: it stays on its server meanwhile."
            )
            % {"account": mailbox, "error": mailbox.error[:500]}
        ),
        reverse("inbox-edit", args=[mailbox.inbox_id]),
    )


def failing_folders(now: datetime) -> list[FurtherFolder]:
    """Further folders that their server refuses to open, as one that was renamed there."""
    failing = FurtherFolder.objects.select_related("mailbox__inbox").filter(
        mailbox__is_active=True, mailbox__inbox__is_active=True, failing_since__lt=now - SHORT
    )
    return list(failing.order_by("pk"))


def _not_read(folder: FurtherFolder) -> Found:
    return Found(
        f"folder-{folder.pk}",
        lambda: (
            _("The folder “%(folder)s” of %(inbox)s cannot be read")
            % {"folder": folder, "inbox": folder.mailbox.inbox}
        ),
        lambda: (
            _("The mail server says: %(error)s Was it renamed or deleted there? Choose the folders anew:")
            % {"error": folder.error[:500]}
        ),
        reverse("inbox-edit", args=[folder.mailbox.inbox_id]),
    )


def failed_probes(now: datetime) -> list[PlusProbe]:
    """Inboxes whose mails bear a token in their address, though mail to such an address did not arrive."""
    failed = PlusProbe.objects.select_related("inbox").filter(
        inbox__is_active=True, came_at=None, sent_at__lt=now - SHORT
    )
    return [each for each in failed.order_by("pk") if each.inbox.setting("has_tokens")]


def _not_answerable(probe: PlusProbe) -> Found:
    return Found(
        f"plus-probe-{probe.pk}",
        lambda: _("Answers to %(inbox)s may be lost") % {"inbox": probe.inbox},
        lambda: (
            probe.outcome.sentence
            + " "
            + _("Switch the token in its addresses off, or mend it at your mail host and try once more:")
        ),
        reverse("inbox-edit", args=[probe.inbox_id]),
    )


def late_ways(now: datetime) -> list[tuple[Inbox | None, Delivery]]:
    """Ways out (an inbox's own, None for the desk's) that took nothing for a while, each with a mail that waits.

    A server that answers, and only not for this recipient, is no breakdown.
    """
    late = Delivery.objects.filter(
        channel="email", state=DeliveryState.QUEUED, attempts__gte=2, created_at__lt=now - LATE
    )
    late = late.exclude(error__in=["", WAITS]).exclude(error__startswith=ANSWERED)
    ways: dict[int, tuple[Inbox | None, Delivery]] = {}
    for delivery in late.select_related("message__ticket").order_by("-pk")[:LOOKED_AT]:
        inbox = mail_inbox_of(delivery.message.ticket)
        own = inbox if inbox and way_of(inbox) else None
        ways.setdefault(own.pk if own else 0, (own, delivery))
    return [ways[key] for key in sorted(ways)]


def _not_sent(inbox: Inbox | None, delivery: Delivery) -> Found:
    return Found(
        f"way-out-{inbox.pk if inbox else 0}",
        lambda: _("No mail leaves %(inbox)s") % {"inbox": inbox} if inbox else _("No mail leaves the desk"),
        lambda: (
            _(
                "Mails are waiting, and will be tried again for days: %(error)s Check the mail server and its "
                "password:"
            )
            % {"error": delivery.error[:500]}
        ),
        reverse("inbox-edit", args=[inbox.pk]) if inbox else reverse("settings-mail"),
    )
