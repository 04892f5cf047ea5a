"""Telling those who subscribed to incidents: each update is noted once for each of them, and mailed in portions."""

from datetime import datetime

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shopbell.accounts.letter import write_to_shopper
from shopbell.channels.brand import Brand
from shopbell.core.moment import exact
from shopbell.core.unsubscribe import Mailing, add_mailing, unsubscribe_address, unsubscribe_headers
from shopbell.helpcenter.centre import HelpCentre
from shopbell.portal.frame import unsubscribe_page
from shopbell.promises.business_hours import shop_zone

from .answering import note_answers
from .incident import Incident, IncidentUpdate, Kind, State, said_in
from .known import next_words
from .publishing import TOLD_AFTER
from .subscription import Subscription, leave

MAILING = "status"
BATCH = 2_000


class UpdateMail(models.Model):
    """That an update is to be mailed to somebody; it goes when it was."""

    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="mails")
    update = models.ForeignKey(IncidentUpdate, models.CASCADE, related_name="mails")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["update", "subscription"], name="update_mailed_once")]


def note_updates(now: datetime) -> int:
    """Note what was said some minutes ago for everybody who wants to hear of it; returns how many notes there are."""
    due = IncidentUpdate.objects.filter(told_at=None, published_at__lte=now - TOLD_AFTER)
    return sum(
        _note(update_id, now) for update_id in due.order_by("published_at").values_list("pk", flat=True)
    )


@transaction.atomic
def _note(update_id: int, now: datetime) -> int:
    """The row of the update decides between taking it back and telling of it: whoever holds it first."""
    update = IncidentUpdate.objects.select_for_update().filter(pk=update_id, told_at=None).first()
    if update is None:
        return 0
    update.told_at = now
    update.save(update_fields=["told_at"])
    note_answers(update)
    wanted = subscriptions_for(update).values_list("pk", flat=True)
    notes = (UpdateMail(subscription_id=pk, update=update) for pk in wanted.iterator(BATCH))
    return len(UpdateMail.objects.bulk_create(notes, batch_size=BATCH, ignore_conflicts=True))


def subscriptions_for(update: IncidentUpdate):
    """Who hears of `update`: one that concerns no part in particular concerns everybody."""
    parts = list(update.incident.parts.values_list("pk", flat=True))
    everybody = Subscription.objects.to_incidents().order_by("pk")
    return everybody.filter(Q(parts=None) | Q(parts__in=parts)).distinct() if parts else everybody


def mail_update(note: UpdateMail, language: str) -> None:
    """Write the letter of `note` in `language` of the centre, which speaks now."""
    subscription, update = note.subscription, note.update
    who, chain = str(subscription.pk), HelpCentre.current().chain(language)
    title = said_in(update.incident.titles, chain)
    subject = _("%(state)s: %(title)s") % {"state": update.state_words, "title": title}
    text = _letter(update, chain, unsubscribe_address(MAILING, who))
    write_to_shopper(subscription.address, subject, text, unsubscribe_headers(MAILING, who))


def _letter(update: IncidentUpdate, chain: list[str], end: str) -> str:
    page = settings.SITE_URL + reverse("status-incident", args=[chain[0], update.incident_id])
    following = next_words(update.incident) if update.state != State.OVER else ""
    parts = [
        said_in(update.incident.titles, chain),
        said_in(update.texts, chain),
        _when(update.incident) if update.state != State.OVER else "",
        following,
        page,
        foot(end),
    ]
    return "\n\n".join(filter(None, parts))


def foot(end: str) -> str:
    """The last lines of such a mail: why it came, and where it is ended."""
    said = {"shop": Brand.current().name or "Shopbell", "link": end}
    return "—\n" + _("You asked %(shop)s to tell you. One click ends it: %(link)s") % said


def _when(incident: Incident) -> str:
    """From when until when the shop is worked on, by its own clock; empty for what nobody has planned."""
    if incident.kind != Kind.MAINTENANCE:
        return ""
    with timezone.override(shop_zone()):
        said = _("From %(moment)s") % {"moment": exact(incident.starts_at)}
        if incident.ends_at:
            said += " " + _("until %(moment)s") % {"moment": exact(incident.ends_at)}
    return said


def install() -> None:
    words = gettext_lazy("Mails about outages and delays")
    back = gettext_lazy("You can ask for them again on the page of outages and delays.")
    add_mailing(Mailing(MAILING, words, leave, back, unsubscribe_page))
