"""A probe: whether the mail host of an inbox takes mail for name+token@, which answers are known by.

The desk mails itself at such an address and waits for it to come back, by whatever way mail comes in. Some hosts know
no part after the +; customers' answers, and reports on mail, would be refused there.
"""

import base64
import re
import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from shopbell.channels.inbox import Inbox
from shopbell.core.errors import Refused

from .joining.token import OWN
from .parse import Inbound
from .raw_mail import RawMail
from .reports.report import Action, Report
from .sending.desk_mail import AUTOMATIC, letter_html
from .sending.outgoing import OutgoingMail
from .sending.sender import house_of
from .trial import Outcome, send_now

PATIENCE = timedelta(minutes=1)
PROBE = re.compile(r"(?:\+|^shopbell\.)probe\.((\d{1,18})\.[a-z2-7]{16})(?:\.[0-9a-f]{1,20})?@")


class PlusProbe(models.Model):
    inbox = models.OneToOneField(Inbox, models.CASCADE, related_name="plus_probe")
    sent_at = models.DateTimeField()
    came_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True, help_text="what the mail server said against it")

    @property
    def address(self) -> str:
        local, _at, domain = self.inbox.address.rpartition("@")
        return f"{local}+{_name(self.inbox_id)}@{domain}"

    @property
    def is_waiting(self) -> bool:
        return not (self.came_at or self.error) and timezone.now() < self.sent_at + PATIENCE

    @property
    def has_failed(self) -> bool:
        return not self.came_at and not self.is_waiting

    @property
    def outcome(self) -> Outcome:
        about = {"address": self.address, "error": self.error}
        if self.came_at:
            seconds = max(1, round((self.came_at - self.sent_at).total_seconds()))
            words = _(
                "A mail to %(address)s came back after %(seconds)s s. Answers find their ticket by such addresses."
            )
            return Outcome(words % {**about, "seconds": seconds})
        if self.error:
            return Outcome(_("A mail to %(address)s was refused: %(error)s") % about, "broken")
        if self.is_waiting:
            return Outcome(
                _("A mail to %(address)s is on its way. Does it come back within a minute?") % about
            )
        words = _(
            "A mail to %(address)s has not come back within a minute. If other mail comes in, your mail host takes "
            "none for such addresses, and customers' answers to them are lost."
        )
        return Outcome(words % about, "risk")


def send_probe(inbox: Inbox) -> PlusProbe:
    """Mail the inbox at a + address of its own. The probe is noted first: it may come back at once.

    Raises Refused where it could not be sent, with what an earlier one told as it was: that is no fault of the address.
    """
    before = PlusProbe.objects.filter(inbox=inbox).first()
    values = {"sent_at": timezone.now(), "came_at": None, "error": ""}
    probe, _is_new = PlusProbe.objects.update_or_create(inbox=inbox, defaults=values)
    not_sent = send_now(_mail(probe), inbox)
    if not_sent and not_sent.refusal:
        _refuse(inbox.pk, not_sent.refusal)
        probe.refresh_from_db()
    elif not_sent:
        if before:
            before.save()
        else:
            probe.delete()
        raise Refused(not_sent.sentence)
    return probe


def take_probe(raw: RawMail, inbound: Inbound) -> bool:
    """Whether this mail is a probe that came back, which is noted and no message; in the caller's transaction."""
    inbox_id = _inbox_in([*raw.recipients, *(each.address for each in inbound.to)])
    if inbox_id is None:
        return False
    PlusProbe.objects.filter(inbox=inbox_id, came_at=None).update(came_at=timezone.now(), error="")
    return True


def take_report(report: Report) -> bool:
    """Whether a server reports on a probe; that it did not arrive is noted. In the caller's transaction."""
    inbox_id = _inbox_in(report.about)
    if inbox_id is None:
        return False
    if report.worst.action == Action.FAILED:
        _refuse(inbox_id, report.worst.words or report.worst.status)
    return True


def _refuse(inbox_id: int, words: str) -> None:
    PlusProbe.objects.filter(inbox=inbox_id, came_at=None).update(error=words[:2000] or "–")


def _inbox_in(names: Iterable[str]) -> int | None:
    """The inbox whose probe one of these addresses or Message-IDs is."""
    for match in filter(None, (PROBE.search(each.lower()) for each in names)):
        if constant_time_compare(match[1], _signed(match[2])):
            return int(match[2])
    return None


def _signed(number: str) -> str:
    digest = salted_hmac("shopbell plus probe", number, algorithm="sha256").digest()
    return f"{number}.{base64.b32encode(digest[:10]).decode().lower()}"


def _name(inbox_id: int) -> str:
    return f"probe.{_signed(str(inbox_id))}"


def _mail(probe: PlusProbe) -> OutgoingMail:
    inbox = probe.inbox
    subject = _("Does mail to this address arrive?")
    text = _(
        "The desk sent this mail to itself, to see whether your mail host takes mail for such addresses."
    )
    message_id = f"<{OWN}{_name(inbox.pk)}.{secrets.token_hex(6)}@{settings.MAIL_DOMAIN}>"
    return OutgoingMail(
        sender=inbox.address,
        envelope_sender=inbox.address,
        sender_name=house_of(inbox),
        recipient=probe.address,
        recipient_name="",
        reply_to="",
        subject=subject,
        text=text + "\n",
        html=letter_html(subject, text, house_of(inbox)),
        headers={"Message-ID": message_id, **AUTOMATIC},
    )
