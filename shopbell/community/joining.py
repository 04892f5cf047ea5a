"""Joining: somebody the shop may know nothing of proves an e-mail address, and takes part from then on.

Whoever asks gets the same answer at once, whether the address is known or not: only a job looks it up. To an address
that the shop knows, the portal's sign-in goes; to any other, a link of this table. Both lead to a page with a button,
since mail scanners open every link, and pressing it does what somebody had written before they were asked to join.
Until then the name that they asked for is kept for them (`asked_name.py`).
"""

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.core.signing import Signer
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app as jobs

from shopbell.accounts.letter import write_to_shopper
from shopbell.channels.email.sending.suppression import why_suppressed
from shopbell.core.errors import Refused
from shopbell.core.rate import count_use
from shopbell.customers.block import is_blocked
from shopbell.customers.identity import Kind, normal
from shopbell.customers.proof import may_be_proved
from shopbell.portal.secret import hash_of, new_secret
from shopbell.portal.sign_in_link import mail_link, may_mail_link, name_of_shop

from .pseudonym import LONGEST, skeleton

SEND = "community.send_joining"
LASTS = timedelta(days=1)
PRESSED_TWICE = timedelta(minutes=1)  # the second press of one button, by the browser of the first
AN_HOUR = 500  # of all who want to join: more is a flood, and mails to people who asked for none
MOST_WRITTEN = 20_000  # characters that are kept until somebody has joined
SIGNER = Signer(salt="shopbell.community.joining")


class Joining(models.Model):
    """That somebody wants to join; the address may be nobody's, or a customer's."""

    address = models.CharField(max_length=320)
    pseudonym = models.CharField(max_length=LONGEST, blank=True, help_text="as they want to be called")
    looks_like = models.CharField(
        max_length=2 * LONGEST, blank=True, db_index=True, help_text="that name, for others who ask for it"
    )
    asked_by = models.CharField(
        max_length=64, blank=True, help_text="a hash of what tells the browser apart that asked"
    )
    language = models.CharField(max_length=12)
    goes_to = models.CharField(
        max_length=500, blank=True, help_text="the page that they were on their way to"
    )
    written = models.JSONField(default=list, help_text="what they sent to that page: names and values")
    agreed_to = models.TextField(blank=True, help_text="the house rules as they read them")
    secret_hash = models.CharField(max_length=64, blank=True, help_text="empty while no link leads here")
    client_id = models.UUIDField(unique=True)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)
    mailed_at = models.DateTimeField(null=True)
    agreed_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    used_by = models.CharField(max_length=64, blank=True, help_text="a hash of what tells the browser apart")

    class Meta:
        indexes = [models.Index(fields=["address"])]
        constraints = [
            models.UniqueConstraint(
                fields=["secret_hash"], condition=~models.Q(secret_hash=""), name="joining_once"
            )
        ]

    @property
    def signed(self) -> str:
        """Opens it for whoever is signed in by its address, and for nobody else."""
        return SIGNER.sign(str(self.pk))


@dataclass(frozen=True)
class Wish:
    """What somebody says who wants to join."""

    address: str
    language: str
    pseudonym: str = ""
    goes_to: str = ""
    written: list[tuple[str, str]] = field(default_factory=list)
    agreed_to: str = ""
    browser: str = ""  # what tells it from others


@transaction.atomic
def ask_to_join(wish: Wish, *, client_id: uuid.UUID) -> None:
    """Mail the way in to the address of `wish`, soon; the same `client_id` again mails nothing more to that address.

    Raises Refused when the address is none, when too much was written, and TooMany when very many want to join. A
    mailbox that had enough links gets no more for an hour: what was written is kept, and shown to who proves it.
    """
    if Joining.objects.filter(client_id=id_of(wish.address, client_id)).exists():
        return
    count_use("community joins", limit=AN_HOUR, seconds=3600)
    joining, is_new = keep_words(wish, client_id=client_id)
    if is_new and may_mail_link(joining.address):
        jobs.configure_task(SEND).defer(joining_id=joining.pk)


@transaction.atomic
def keep_words(wish: Wish, *, client_id: uuid.UUID) -> tuple[Joining, bool]:
    """Keep for a day what is said in `wish` for whoever proves its address; and whether it is new. Mails nothing.

    Raises Refused as `ask_to_join` does.
    """
    if sum(len(key) + len(value) for key, value in wish.written) > MOST_WRITTEN:
        raise Refused(_("This is too long to be kept. Join first, and write it then."))
    own = id_of(wish.address, client_id)
    # posted by the number of the joining, which tells what was posted; sent for another address they are others
    written = [each for each in wish.written if each[0] != "client_id"]
    said = {
        "address": normal(Kind.EMAIL, wish.address),
        "pseudonym": wish.pseudonym,
        "looks_like": skeleton(wish.pseudonym),
        "asked_by": hash_of(wish.browser) if wish.browser else "",
        "language": wish.language,
        "goes_to": wish.goes_to,
        "written": [*written, ("client_id", str(own))] if written else [],
        "agreed_to": wish.agreed_to,
        "agreed_at": timezone.now() if wish.agreed_to else None,
    }
    return Joining.objects.get_or_create(client_id=own, defaults=said)


def id_of(address: str, form_id: uuid.UUID) -> uuid.UUID:
    """Of a form and an address: who mistyped theirs goes back and sends the same form for another."""
    return uuid.uuid5(form_id, normal(Kind.EMAIL, address))


@transaction.atomic
def send_joining(joining_id: int) -> None:
    """Mail the way in that was asked for: once, and not to who is blocked or takes no mail."""
    joining = Joining.objects.select_for_update().filter(pk=joining_id, mailed_at=None).first()
    if joining is None or why_suppressed(joining.address) or is_blocked(Kind.EMAIL, joining.address):
        return
    joining.mailed_at = timezone.now()
    joining.save(update_fields=["mailed_at"])
    with translation.override(joining.language or settings.LANGUAGE_CODE):
        if may_be_proved(joining.address):
            mail_link(
                joining.address,
                next=reverse("community-joined", args=[joining.language, joining.signed]),
            )
            return
        link = settings.SITE_URL + reverse(
            "community-join-link", args=[joining.language, _let_in_by_secret(joining)]
        )
        shop = name_of_shop()
        subject = _("Take part in the community of %(shop)s") % {"shop": shop}
        write_to_shopper(joining.address, subject, _words(shop, link))


def _words(shop: str, link: str) -> str:
    return _(
        "Hello,\n\nwith this link you take part in the community of %(shop)s:\n\n%(link)s\n\n"
        "It works once, and for a day. If you did not ask for it, do nothing: nobody joins without it, "
        "and we forget your address."
    ) % {"shop": shop, "link": link}


def _let_in_by_secret(joining: Joining) -> str:
    """A new secret that opens `joining`; one of before opens nothing any more."""
    secret = new_secret()
    joining.secret_hash = hash_of(secret)
    joining.save(update_fields=["secret_hash"])
    return secret


def sweep_joinings(now: datetime) -> int:
    """Forget who wanted to join and did not in time, and what those wrote who did; returns how many."""
    return Joining.objects.filter(created_at__lte=now - LASTS).delete()[0]
