"""Being told by e-mail what is wrong: asked for on the status page, begun by a link in the mailbox itself.

Whoever asks gets the same answer for every address. The link shows a button, since mail scanners open every link.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from shopbell.accounts.letter import write_to_shopper
from shopbell.channels.brand import Brand
from shopbell.channels.email.sending.suppression import why_suppressed
from shopbell.core.errors import Refused
from shopbell.core.rate import TooMany, count_use
from shopbell.customers.identity import Kind, normal
from shopbell.customers.mail_address import base
from shopbell.portal.secret import hash_of, new_secret

from .part import StatusPart

LASTS = timedelta(days=2)
AN_HOUR = 3  # links to one mailbox


class Subscription(models.Model):
    """That an address is told of incidents: of those that concern its parts, or of all where it chose none."""

    address = models.CharField(max_length=320, unique=True)
    parts: models.ManyToManyField = models.ManyToManyField(StatusPart, related_name="subscriptions")
    language = models.CharField(max_length=12)
    confirmed_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.address


class SubscriptionLink(models.Model):
    """That a subscription was asked for, by whoever: nothing is sent to the address but the link."""

    address = models.CharField(max_length=320)
    parts = ArrayField(models.BigIntegerField(), default=list, help_text="empty: all")
    language = models.CharField(max_length=12)
    secret_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)
    used_at = models.DateTimeField(null=True)


@transaction.atomic
def ask_to_subscribe(address: str, parts: Iterable[StatusPart], *, language: str) -> None:
    """Mail `address` the link that begins it. A mailbox that had enough of them gets no more for an hour.

    Raises Refused when `address` is none.
    """
    address = normal(Kind.EMAIL, address)
    try:
        count_use(f"subscription {base(address)}", limit=AN_HOUR, seconds=3600)
    except TooMany:
        return  # said aloud, it would tell who asks that somebody else did
    if why_suppressed(address):
        return
    secret = new_secret()
    SubscriptionLink.objects.create(
        address=address, parts=[each.pk for each in parts], language=language, secret_hash=hash_of(secret)
    )
    link = settings.SITE_URL + reverse("status-confirm", args=[language, secret])
    shop = Brand.current().name or "Shopbell"
    write_to_shopper(
        address,
        _("Shall we tell you when something is wrong at %(shop)s?") % {"shop": shop},
        _(
            "Hello,\n\nsomebody asked us to tell this address when something is late or out of order at %(shop)s. "
            "If that was you, say yes here:\n\n%(link)s\n\nIf not, do nothing, and we write no more."
        )
        % {"shop": shop, "link": link},
    )


def asked_by(secret: str) -> SubscriptionLink:
    """What was asked for by the link of `secret`. Raises Refused when it is forged or too old."""
    link = SubscriptionLink.objects.filter(
        secret_hash=hash_of(secret), created_at__gt=timezone.now() - LASTS
    ).first()
    if link is None:
        raise Refused(_("This link is too old. Ask for a new one."))
    return link


@transaction.atomic
def confirm(secret: str) -> Subscription:
    """Begin what was asked for; what the address had chosen before is replaced. Twice changes nothing.

    Raises Refused as `asked_by`, and when it was used and ended since.
    """
    link = SubscriptionLink.objects.select_for_update().get(pk=asked_by(secret).pk)
    known = Subscription.objects.filter(address=link.address).first()
    if link.used_at:
        if known is None:
            raise Refused(_("This link is too old. Ask for a new one."))
        return known
    parts = StatusPart.objects.filter(pk__in=link.parts)
    if link.parts and not parts:  # gone since; none at all would be everything
        raise Refused(_("This link is too old. Ask for a new one."))
    link.used_at = timezone.now()
    link.save(update_fields=["used_at"])
    subscription, _is_new = Subscription.objects.update_or_create(
        address=link.address, defaults={"language": link.language}
    )
    subscription.parts.set(parts)
    return subscription


def leave(subscription_id: str) -> None:
    """End a subscription; what was still to be sent to it goes too. Twice changes nothing."""
    Subscription.objects.filter(pk=int(subscription_id)).delete()


def sweep_links(now: datetime) -> int:
    """Forget who asked and what they asked for; returns how many."""
    return SubscriptionLink.objects.filter(created_at__lte=now - LASTS).delete()[0]
