"""Being told by e-mail what is wrong, or what is new: asked for on its page, begun by a link in the mailbox itself.

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
from django.utils.translation import gettext_lazy

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


class SubscriptionKind(models.TextChoices):
    INCIDENTS = "incidents", gettext_lazy("Outages and delays")
    NEWS = "news", gettext_lazy("News")


CONFIRMING = {SubscriptionKind.INCIDENTS: "status-confirm", SubscriptionKind.NEWS: "status-news-confirm"}


class SubscriptionQuerySet(models.QuerySet):
    def to_incidents(self):
        return self.filter(kind=SubscriptionKind.INCIDENTS)

    def to_news(self):
        return self.filter(kind=SubscriptionKind.NEWS)


class Subscription(models.Model):
    """That an address is told of news, or of incidents: of those that concern its parts, of all where it has none."""

    kind = models.CharField(
        max_length=12, choices=SubscriptionKind.choices,
        default=SubscriptionKind.INCIDENTS, db_default=SubscriptionKind.INCIDENTS,
    )  # fmt: skip
    address = models.CharField(max_length=320)
    parts: models.ManyToManyField = models.ManyToManyField(StatusPart, related_name="subscriptions")
    language = models.CharField(max_length=12)
    confirmed_at = models.DateTimeField(default=timezone.now)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["address", "kind"], name="subscribed_once_to_a_kind")]

    def __str__(self) -> str:
        return self.address


class SubscriptionLink(models.Model):
    """That a subscription was asked for, by whoever: nothing is sent to the address but the link."""

    kind = models.CharField(
        max_length=12, choices=SubscriptionKind.choices,
        default=SubscriptionKind.INCIDENTS, db_default=SubscriptionKind.INCIDENTS,
    )  # fmt: skip
    address = models.CharField(max_length=320)
    parts = ArrayField(models.BigIntegerField(), default=list, help_text="empty: all")
    language = models.CharField(max_length=12)
    secret_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)
    used_at = models.DateTimeField(null=True)


@transaction.atomic
def ask_to_subscribe(
    address: str,
    parts: Iterable[StatusPart] = (),
    *,
    language: str,
    kind: SubscriptionKind = SubscriptionKind.INCIDENTS,
) -> None:
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
        kind=kind,
        address=address,
        parts=[each.pk for each in parts],
        language=language,
        secret_hash=hash_of(secret),
    )
    link = settings.SITE_URL + reverse(CONFIRMING[kind], args=[language, secret])
    write_to_shopper(address, *_asking(kind, Brand.current().name or "Shopbell", link))


def _asking(kind: SubscriptionKind, shop: str, link: str) -> tuple[str, str]:
    """Subject and text of the mail with the link."""
    said = {"shop": shop, "link": link}
    if kind == SubscriptionKind.NEWS:
        return _("Shall we mail you the news of %(shop)s?") % said, _(
            "Hello,\n\nsomebody asked us to mail the news of %(shop)s to this address. "
            "If that was you, say yes here:\n\n%(link)s\n\nIf not, do nothing, and we write no more."
        ) % said
    return _("Shall we tell you when something is wrong at %(shop)s?") % said, _(
        "Hello,\n\nsomebody asked us to tell this address when something is late or out of order at %(shop)s. "
        "If that was you, say yes here:\n\n%(link)s\n\nIf not, do nothing, and we write no more."
    ) % said


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
    known = Subscription.objects.filter(kind=link.kind, address=link.address).first()
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
        kind=link.kind, address=link.address, defaults={"language": link.language}
    )
    subscription.parts.set(parts)
    return subscription


def leave(subscription_id: str) -> None:
    """End a subscription; what was still to be sent to it goes too. Twice changes nothing."""
    Subscription.objects.filter(pk=int(subscription_id)).delete()


def sweep_links(now: datetime) -> int:
    """Forget who asked and what they asked for; returns how many."""
    return SubscriptionLink.objects.filter(created_at__lte=now - LASTS).delete()[0]
