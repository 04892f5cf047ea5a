"""The shop's own sign-in: whoever is signed in at the shop comes into the portal by a token that the shop signed.

A JSON Web Token (RFC 7519): by a secret that both know (HS256), or by a key of the shop's whose public half stands here
or at an address of the shop's (RS256, ES256). It names the proved e-mail address, lasts five minutes at most and works
once. Why one was turned down is said to the shop's developers, on the settings page; the shopper is offered a link.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shopbell.core.errors import Refused
from shopbell.core.http import guarded
from shopbell.core.sealed import SealedField, Unreadable
from shopbell.core.storable import storable
from shopbell.customers.customer import Customer
from shopbell.customers.identity import Kind, normal
from shopbell.customers.proof import customer_who_proved
from shopbell.tickets.ticket import one_line

LONGEST, LEEWAY = timedelta(minutes=5), timedelta(seconds=30)
MOST_CHARACTERS = 8000
KEYS_FRESH = timedelta(minutes=10)
KEPT, MOST_KEPT = timedelta(days=30), 20
SECRET_CHARACTERS = 32  # of HS256, RFC 7518 §3.2
BY_KEY = ["RS256", "ES256"]


class Way(models.TextChoices):
    OFF = "off", _("not at all")
    SECRET = "secret", _("by a secret that both know (HS256)")
    KEY = "key", _("by the shop's public key (RS256, ES256)")
    ADDRESS = "address", _("by the keys at an address of the shop (JWKS)")


class ShopSignIn(models.Model):
    """How the shop signs; one row."""

    way = models.CharField(
        _("shoppers come from the shop's own sign-in"), max_length=8, choices=Way, default=Way.OFF
    )
    secret = SealedField(_("secret"), blank=True)
    public_key = models.TextField(_("public key"), blank=True)
    address = models.CharField(_("address of the keys"), max_length=300, blank=True)

    keys = models.JSONField(default=dict, editable=False, help_text="as the address gave them")
    keys_at = models.DateTimeField(null=True, editable=False)

    @classmethod
    def current(cls) -> "ShopSignIn":
        return cls.objects.filter(pk=1).first() or cls(pk=1)


class UsedToken(models.Model):
    """That a token was used: its id, until it would have ended anyway."""

    token_id = models.CharField(max_length=200, unique=True)
    ends_at = models.DateTimeField(db_index=True)


class TurnedDown(models.Model):
    """Why a token was not taken, for the shop's developers; nothing of whom it named."""

    why = models.CharField(max_length=300)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-pk"]


class NotTaken(Exception):
    """Why a token is not taken, in words for the shop's developers."""


@dataclass(frozen=True)
class Entered:
    customer: Customer
    address: str


def audience() -> str:
    """Whom a token must be meant for (`aud`): this desk."""
    return settings.SITE_URL


def sign_in_by_token(token: str) -> Entered:
    """Whoever the shop signed for. Raises Refused in words for the shopper; the reason is kept for the developers."""
    try:
        claims = claims_of(token, ShopSignIn.current())
        return _entered(claims, _address(claims))
    except NotTaken as error:
        _note(str(error))
        raise Refused(
            _t("Your shop could not sign you in here. Have a link mailed to you instead.")
        ) from None


@transaction.atomic
def _entered(claims: Mapping[str, Any], address: str) -> Entered:
    _use_up(claims)
    customer = customer_who_proved(
        address, source="shop", reason=_t("signed in at the shop with this address")
    )
    name = claims.get("name")
    if isinstance(name, str) and name.strip() and not customer.name:
        customer.name = one_line(storable(name))[:300]
        customer.save(update_fields=["name"])
    return Entered(customer, address)


def claims_of(token: str, way: ShopSignIn) -> Mapping[str, Any]:
    """What `token` says, once its signature, its time and whom it is meant for are looked at. Raises NotTaken."""
    if way.way == Way.OFF:
        raise NotTaken(_t("The shop's own sign-in is switched off in the settings."))
    if not token or len(token) > MOST_CHARACTERS:
        raise NotTaken(_t("There is no token in the address, or it is too long."))
    try:
        key, algorithms = _key(token, way)
        claims = jwt.decode(
            token,
            key,
            algorithms=algorithms,  # never what the token itself would like
            audience=audience(),
            leeway=LEEWAY,
            options={"require": ["exp", "iat", "aud", "sub", "jti", "email"]},
        )
    except (jwt.PyJWTError, ValueError, TypeError) as error:
        raise NotTaken(f"{type(error).__name__}: {error}"[:300]) from None
    if int(claims["exp"]) - int(claims["iat"]) > LONGEST.total_seconds():
        raise NotTaken(_t("It lasts longer than five minutes: exp is too far from iat."))
    return claims


def sweep_tokens(now: datetime) -> int:
    """Forget the ids of tokens that have ended, and old reasons; returns how many."""
    TurnedDown.objects.filter(created_at__lte=now - KEPT).delete()
    return UsedToken.objects.filter(ends_at__lte=now).delete()[0]


def _key(token: str, way: ShopSignIn) -> tuple[Any, list[str]]:
    if way.way == Way.SECRET:
        if isinstance(way.secret, Unreadable) or len(way.secret) < SECRET_CHARACTERS:
            raise NotTaken(_t("There is no secret in the settings that could be read."))
        return way.secret, ["HS256"]
    if way.way == Way.KEY:
        return way.public_key, BY_KEY
    name = jwt.get_unverified_header(token).get("kid", "")
    return _key_named(name, way), BY_KEY


def _key_named(name: str, way: ShopSignIn) -> Any:
    """The key of that name at the shop's address, which is asked at most every ten minutes."""
    if way.keys_at is None or way.keys_at < timezone.now() - KEYS_FRESH:
        _ask_for_keys(way)
    for each in way.keys.get("keys", []):
        if isinstance(each, dict) and each.get("kid", "") == name and each.get("kty") in ("RSA", "EC"):
            return jwt.PyJWK(each).key
    raise NotTaken(_t("There is no key “%(name)s” at the address of the keys.") % {"name": str(name)[:80]})


def _ask_for_keys(way: ShopSignIn) -> None:
    try:
        answer = guarded.ask("GET", way.address)
        found = json.loads(answer.body)
    except (guarded.CannotReach, ValueError) as error:
        raise NotTaken(_t("The address of the keys gave no answer: %(error)s") % {"error": error}) from None
    if answer.status != 200 or not isinstance(found, dict) or not isinstance(found.get("keys"), list):
        raise NotTaken(_t("The address of the keys gave no set of keys."))
    way.keys, way.keys_at = found, timezone.now()
    ShopSignIn.objects.filter(pk=way.pk).update(keys=found, keys_at=way.keys_at)


def _address(claims: Mapping[str, Any]) -> str:
    if claims.get("email_verified") is not True:
        raise NotTaken(_t("email_verified is not true: only a proved address opens anything."))
    try:
        return normal(Kind.EMAIL, str(claims["email"]))
    except Refused:
        raise NotTaken(_t("email is no e-mail address.")) from None


def _use_up(claims: Mapping[str, Any]) -> None:
    """Raises NotTaken when it was used before; of two at once, one is late."""
    token_id = claims["jti"]
    if not isinstance(token_id, str) or not 8 <= len(token_id) <= 200 or "\0" in token_id:
        raise NotTaken(_t("jti must have 8 to 200 characters."))
    ends_at = datetime.fromtimestamp(int(claims["exp"]), UTC) + 2 * LEEWAY
    try:
        with transaction.atomic():
            UsedToken.objects.create(token_id=token_id, ends_at=ends_at)
    except IntegrityError:
        raise NotTaken(_t("It was used before: each jti works once.")) from None


def _note(why: str) -> None:
    TurnedDown.objects.create(why=one_line(storable(why))[:300])
    kept = TurnedDown.objects.values_list("pk", flat=True)[:MOST_KEPT]
    TurnedDown.objects.exclude(pk__in=list(kept)).delete()
