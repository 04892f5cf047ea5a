"""Coming from the demo shop's own account into the portal, as a real shop would let its shoppers: by a signed token."""

import secrets
import time

import jwt

from shopbell.customers.models import Customer
from shopbell.portal.shop_sign_in import ShopSignIn, Way, audience

LASTS = 120  # seconds


def share_secret() -> None:
    """Let the shop sign in its shoppers by a secret that nobody else knows."""
    ShopSignIn.objects.get_or_create(pk=1, defaults={"way": Way.SECRET, "secret": secrets.token_hex(32)})


def token_for(shopper: Customer) -> str:
    """What the shop says of who is signed in there; empty when it shares no secret with the desk."""
    way = ShopSignIn.current()
    if way.way != Way.SECRET or not isinstance(way.secret, str) or not shopper.address:
        return ""
    now = int(time.time())
    claims = {
        "sub": str(shopper.pk), "email": shopper.address, "email_verified": True, "name": shopper.name,
        "aud": audience(), "iat": now, "exp": now + LASTS, "jti": secrets.token_hex(16),
    }  # fmt: skip
    return jwt.encode(claims, way.secret, "HS256")
