"""The link by which a shopper signs in: mailed to an address that the shop knows, for twenty minutes and one use.

Whoever asks gets the same answer at once, whether the address is known or not: only a job looks it up. The link shows
a button, and pressing that signs in, since mail scanners open every link.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app as jobs

from shopbell.accounts.letter import write_to_shopper
from shopbell.channels.brand import Brand
from shopbell.channels.email.sending.sender import house_of
from shopbell.channels.email.sending.suppression import why_suppressed
from shopbell.channels.inbox import Inbox
from shopbell.core.errors import Refused
from shopbell.core.rate import TooMany, count_use
from shopbell.core.reader import kept_language
from shopbell.customers.customer import Customer
from shopbell.customers.identity import Kind, normal
from shopbell.customers.mail_address import base
from shopbell.customers.proof import customer_who_proved, may_be_proved

from .secret import hash_of, new_secret

SEND = "portal.send_sign_in_link"
LASTS = timedelta(minutes=20)
KEPT = timedelta(days=1)
AN_HOUR = 5  # links to one mailbox


class SignInLink(models.Model):
    """That a link was asked for; the address may be nobody's."""

    address = models.CharField(max_length=320)
    secret_hash = models.CharField(max_length=64, blank=True, help_text="empty until it is mailed")
    next = models.CharField(
        max_length=500, blank=True, help_text="the page of ours that they were on their way to"
    )
    language = models.CharField(max_length=12, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["created_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["secret_hash"], condition=~models.Q(secret_hash=""), name="sign_in_link_once"
            )
        ]

    def is_open(self, now: datetime) -> bool:
        return self.used_at is None and self.created_at > now - LASTS


@transaction.atomic
def ask_for_link(address: str, *, next: str = "") -> None:
    """Mail a link to `address` if the shop knows it, soon; the answer and its time are the same for every address.

    Raises Refused when `address` is none. A mailbox that had enough of them gets no more for an hour.
    """
    address = normal(Kind.EMAIL, address)
    if may_mail_link(address):
        mail_link(address, next=next)


def may_mail_link(address: str) -> bool:
    """Count a link to the mailbox of `address`: whether it gets one more within the hour.

    Nobody is told when it does not: said aloud, it would tell who asks that somebody else did.
    """
    try:
        count_use(f"portal link {base(address)}", limit=AN_HOUR, seconds=3600)
    except TooMany:
        return False
    return True


@transaction.atomic
def mail_link(address: str, *, next: str = "") -> None:
    """`ask_for_link` for what was counted already."""
    link = SignInLink.objects.create(address=address, next=next[:500], language=kept_language())
    jobs.configure_task(SEND).defer(link_id=link.pk)


@transaction.atomic
def send_link(link_id: int) -> None:
    """Mail the link that was asked for; nothing when the address is nobody's, or when it was sent."""
    link = SignInLink.objects.select_for_update().filter(pk=link_id, secret_hash="").first()
    if link is None or not may_be_proved(link.address) or why_suppressed(link.address):
        return
    secret = new_secret()
    link.secret_hash, link.created_at = hash_of(secret), timezone.now()
    link.save(update_fields=["secret_hash", "created_at"])
    with translation.override(link.language or settings.LANGUAGE_CODE):
        address = settings.SITE_URL + reverse("portal-link", args=[secret])
        shop = name_of_shop()
        write_to_shopper(link.address, _("Your sign-in at %(shop)s") % {"shop": shop}, _words(shop, address))


def name_of_shop() -> str:
    """What mails to shoppers call the shop."""
    inbox = Inbox.objects.filter(channel="email", is_active=True).exclude(address="").order_by("pk").first()
    return Brand.current().name or house_of(inbox)


def _words(shop: str, address: str) -> str:
    return _(
        "Hello,\n\nwith this link you see your orders and questions at %(shop)s:\n\n%(address)s\n\n"
        "It works once, and for 20 minutes. If you did not ask for it, do nothing: nobody gets in without it."
    ) % {"shop": shop, "address": address}


def link_behind(secret: str) -> SignInLink:
    """The link of `secret`. Raises Refused when it is forged, used or too old."""
    link = SignInLink.objects.filter(secret_hash=hash_of(secret)).first()
    if link is None or not link.is_open(timezone.now()):
        raise Refused(_("This link has been used or is too old. Ask for a new one."))
    return link


def page_behind(secret: str) -> str:
    """The page of ours that the link of `secret` leads to, also once it has ended."""
    link = SignInLink.objects.filter(secret_hash=hash_of(secret)).first()
    return link.next if link else ""


@transaction.atomic
def use_link(secret: str) -> tuple[Customer, SignInLink]:
    """Whoever pressed the button of the link owns its address: their customer. Raises Refused when it is used up."""
    SignInLink.objects.select_for_update().filter(
        secret_hash=hash_of(secret)
    ).first()  # of two, the second is late
    link = link_behind(secret)
    link.used_at = timezone.now()
    link.save(update_fields=["used_at"])
    customer = customer_who_proved(
        link.address, source="portal", reason=_("signed in by a link to this address")
    )
    return customer, link


def sweep_links(now: datetime) -> int:
    """Forget who asked a day ago; returns how many."""
    return SignInLink.objects.filter(created_at__lte=now - KEPT).delete()[0]
