"""Asking a service for tokens: with the code that a sign-in brought, or with a refresh token (RFC 6749 §4.1.3, §6).

An answer is tokens, a no that stays (`TurnedDown`), or nothing usable for now (`Later`). No token, code or secret ever
stands in the words of either.
"""

import base64
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote_plus, urlencode

from django.utils import timezone

from shopbell.core.http.guarded import CannotReach, NotAllowed, ask

from .grant import Grant, Refusal, is_own_host

UNSAID = timedelta(minutes=5)  # how long a token is good whose end the service does not tell
LONGEST = timedelta(days=1)
# RFC 6749 §5.2; the last three are Microsoft's and OpenID's: the person must come before a screen again
REVOKED = {"invalid_grant", "interaction_required", "login_required", "consent_required"}
CLIENT = {"invalid_client", "unauthorized_client"}
MOST_BYTES = 100_000


class TurnedDown(Exception):
    """The service says no, and will say so again. `refusal` is empty when it is none of the two that can be told."""

    def __init__(self, words: str, refusal: Refusal | None = None):
        super().__init__(words)
        self.refusal = refusal


class Later(Exception):
    """The service does not answer as it should now."""


@dataclass(frozen=True)
class Tokens:
    """`refresh_token` is empty where the one that was asked with stays good."""

    access_token: str
    expires_at: datetime
    refresh_token: str = ""


def redeem(grant: Grant, *, code: str, verifier: str, callback: str) -> Tokens:
    """The tokens of a sign-in. Raises TurnedDown or Later."""
    words = {"code": code, "redirect_uri": callback, "code_verifier": verifier}  # RFC 7636 §4.5
    return _ask(grant, {"grant_type": "authorization_code", **words})


def renew(grant: Grant) -> Tokens:
    """A fresh access token, and the next refresh token where they rotate. Raises TurnedDown or Later."""
    return _ask(grant, {"grant_type": "refresh_token", "refresh_token": str(grant.refresh_token)})


def revoke(grant: Grant) -> None:
    """Tell the service that the desk is done with the grant (RFC 7009), where it can be told; else nothing happens."""
    address = grant.service.revoke_url
    if not address or not grant.is_readable:
        return
    content = urlencode({"token": str(grant.refresh_token)}).encode()
    try:
        ask("POST", address, headers=FORM, content=content)
    except CannotReach:
        return


FORM = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}


def _ask(grant: Grant, words: dict[str, str]) -> Tokens:
    address, client, headers = grant.where_to_ask, grant.client, dict(FORM)
    if grant.service.is_known or not client.secret:
        words |= {"client_id": client.id} | ({"client_secret": client.secret} if client.secret else {})
    else:  # the one way that every server must know (RFC 6749 §2.3.1)
        pair = f"{quote_plus(client.id)}:{quote_plus(client.secret)}".encode()
        headers["Authorization"] = f"Basic {base64.b64encode(pair).decode()}"
    is_own = is_own_host(address)
    schemes = frozenset({"https", "http"} if is_own else {"https"})
    try:
        answer = ask(
            "POST", address, headers=headers, content=urlencode(words).encode(), schemes=schemes,
            most_bytes=MOST_BYTES, is_own=is_own,
        )  # fmt: skip
    except NotAllowed as error:
        raise TurnedDown(str(error)) from error
    except CannotReach as error:
        raise Later(str(error)) from error
    told = _told(answer.body)
    if answer.status == 200 and isinstance(told.get("access_token"), str):
        return _tokens(told)
    said = str(told.get("error", ""))[:60]
    if answer.status >= 500 or answer.status in (408, 425, 429) or not said:
        raise Later(f"HTTP {answer.status}")
    refusal = Refusal.REVOKED if said in REVOKED else Refusal.CLIENT if said in CLIENT else None
    raise TurnedDown(_plain(said, told.get("error_description")), refusal)


def _told(body: bytes) -> dict:
    try:
        told = json.loads(body)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _tokens(told: dict) -> Tokens:
    try:
        good_for = timedelta(seconds=int(told.get("expires_in", UNSAID.total_seconds())))
    except (TypeError, ValueError, OverflowError):
        good_for = UNSAID
    refresh = told.get("refresh_token")
    return Tokens(
        told["access_token"],
        timezone.now() + max(timedelta(), min(good_for, LONGEST)),
        refresh if isinstance(refresh, str) else "",
    )


def _plain(error: str, description: object) -> str:
    """What the service said, in one line without what identifies a request."""
    words = description if isinstance(description, str) else ""
    first = " ".join(words.replace("\0", "").split(" Trace ID:")[0].split())
    return f"{error}: {first}"[:250] if first else error
