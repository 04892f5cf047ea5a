"""Being let in: what opens a joining, and what pressing its button does.

The secret that was mailed opens it once, and again for the browser that pressed and may have lost the answer. For
whoever is signed in by its address, its signed number opens it too, which lets in nobody who is not.
"""

from dataclasses import dataclass

from django.core.signing import BadSignature
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from shopbell.core.errors import Refused
from shopbell.customers.customer import Customer
from shopbell.customers.proof import customer_who_proved
from shopbell.portal.secret import hash_of

from .community import Community
from .joining import LASTS, PRESSED_TWICE, SIGNER, Joining
from .post import Post
from .profile import profile_of


@dataclass(frozen=True)
class Key:
    """What a browser shows to have a joining opened."""

    text: str  # the secret, or the signed number
    proved: str = ""  # the address by which it is signed in
    browser: str = ""  # what tells it from others, and changes when it is let in


def joining_behind(key: Key) -> Joining:
    """The joining that `key` opens. Raises Refused when it is forged, used or too old, or only customers join."""
    joining = _found(key)
    if joining is None or joining.created_at <= timezone.now() - LASTS or not _opens(key, joining):
        raise Refused(_("This link has been used or is too old. Ask for a new one."))
    if key.proved != joining.address and not Community.current().is_open_to_all:
        raise Refused(_("Only customers of the shop can join now."))
    return joining


def _found(key: Key) -> Joining | None:
    try:
        return Joining.objects.filter(pk=int(SIGNER.unsign(key.text)), address=key.proved).first()
    except BadSignature:
        return Joining.objects.filter(secret_hash=hash_of(key.text)).first() if key.text else None


def _opens(key: Key, joining: Joining) -> bool:
    """What was used opens for its owner, and for a moment for the browser that pressed: pressed twice, it posts
    once."""
    if joining.used_at is None or key.proved == joining.address:
        return True
    is_same = bool(key.browser) and joining.used_by == hash_of(key.browser)
    return is_same and joining.used_at > timezone.now() - PRESSED_TWICE


@transaction.atomic
def use_joining(key: Key, *, agreed_to: str = "") -> tuple[Customer, Joining]:
    """Whoever pressed the button behind `key` owns its address: their customer, a new one if nobody's. `agreed_to`:
    the house rules, when they agreed to them only now.

    Raises Refused when it is used up.
    """
    address = joining_behind(key).address
    customer = customer_who_proved(
        address, source="community", reason=_("joined the community by a link to this address")
    )
    # the customer before the joining, as erasing holds them: else each would wait for the other
    customer = Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)
    list(Joining.objects.select_for_update().filter(address=address).order_by("pk"))
    joining = joining_behind(key)  # of two at once, the second is late
    _note_press(joining, key, agreed_to)
    if not customer.language:
        customer.language = joining.language
        customer.save(update_fields=["language"])
    return customer, joining


def _note_press(joining: Joining, key: Key, agreed_to: str) -> None:
    now = timezone.now()
    if joining.used_at is None:
        joining.used_at, joining.used_by = now, hash_of(key.browser) if key.browser else ""
    if agreed_to and not joining.agreed_to:
        joining.agreed_to, joining.agreed_at = agreed_to, now
    joining.save(update_fields=["used_at", "used_by", "agreed_to", "agreed_at"])


def note_agreement(customer: Customer, address: str) -> None:
    """Keep with their name here, once they have one, which house rules they agreed to when they joined by `address`."""
    profile = profile_of(customer)
    if profile is None or profile.agreed_at:
        return
    if joining := agreement_by(address):
        profile.agreed_to, profile.agreed_at = joining.agreed_to, joining.agreed_at or joining.created_at
        profile.save(update_fields=["agreed_to", "agreed_at"])


def agreement_by(address: str) -> Joining | None:
    """The joining by which whoever owns `address` agreed to the house rules a moment ago."""
    pressed = Joining.objects.filter(address=address, used_at__isnull=False).exclude(agreed_to="")
    return pressed.order_by("-used_at").first()


@transaction.atomic
def drop_unposted(key: Key) -> list[tuple[str, str]]:
    """Forget what waits behind `key` to be posted, and nothing else of the joining; returns what it was, nothing the
    second time. Raises Refused as `joining_behind` does, and for who has not proved its address."""
    joining = joining_behind(key)
    if key.proved != joining.address:
        raise Refused(_("This link has been used or is too old. Ask for a new one."))
    joining = Joining.objects.select_for_update().get(pk=joining.pk)
    written = joining.written if unposted_of(joining.address).filter(pk=joining.pk).exists() else []
    if written:
        joining.written, joining.goes_to = [], ""
        joining.save(update_fields=["written", "goes_to"])
    return [(name, text) for name, text in written]


def unposted_of(address: str) -> QuerySet[Joining]:
    """Joinings of the last day by `address` whose words are not posted, the newest first."""
    posted = Post.objects.filter(client_id=OuterRef("client_id"))
    rows = Joining.objects.filter(~Exists(posted), address=address, created_at__gt=timezone.now() - LASTS)
    return rows.exclude(written=[]).order_by("-pk")
