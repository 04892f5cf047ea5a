"""The GraphQL Admin API of Shopify: one address, a price for each question, and a purse that fills again by the second.

https://shopify.dev/docs/api/usage/limits: a question that costs more than is in the purse is answered 200 with an error
THROTTLED, and says how much there is and how quickly it comes back. One that costs too much altogether
(MAX_COST_EXCEEDED) must be asked in smaller pieces.
"""

import time
from typing import Any

from django.utils.translation import gettext as _

from ...private_host import is_private
from ..connection import Connection
from ..errors import ShopRefuses, ShopTrouble, Throttled
from ..way import ask_shop

VERSION = "2026-07"
EARLY_SECONDS = 300  # a token is renewed so long before it ends


class TooCostly(ShopTrouble):
    """The question must be asked in smaller pieces."""

    def __init__(self) -> None:
        super().__init__(_("Shopify finds the question too costly."), is_lasting=True)


class Denied(ShopTrouble):
    """The app may not see what was asked for."""


class Api:
    def __init__(self, connection: Connection):
        self._connection = connection

    @property
    def base(self) -> str:
        domain = self._connection.told.get("domain", "")
        return f"http://{domain}" if is_private(f"http://{domain}") else f"https://{domain}"

    def ask(self, query: str, /, **variables: Any) -> dict[str, Any]:
        """The data of the answer. Raises Throttled, TooCostly, or ShopTrouble with Shopify's words."""
        address = f"{self.base}/admin/api/{VERSION}/graphql.json"
        head = {"X-Shopify-Access-Token": self._token()}
        answer, said = ask_shop("POST", address, headers=head, send={"query": query, "variables": variables})
        if answer.status == 404:
            raise ShopTrouble(_("There is no Shopify shop at this address."), is_lasting=True)
        if not isinstance(said, dict):
            raise ShopTrouble(_("The shop system answers with something else than data."))
        if errors := said.get("errors"):
            raise _trouble(errors, said.get("extensions") or {})
        return said["data"]

    def act(self, mutation: str, /, **variables: Any) -> dict[str, Any]:
        """What became of a mutation, the only one of `mutation`. Raises ShopRefuses with Shopify's words, also when the
        app has not the permission: then nothing was done."""
        try:
            (said,) = self.ask(mutation, **variables).values()
        except Denied as denied:
            raise ShopRefuses(denied.words) from None
        refuse(said["userErrors"])
        return said

    def _token(self) -> str:
        """The token of the app: the one that was written down, or one that Shopify lends for a day to the app's id and
        secret (https://shopify.dev/docs/apps/build/authentication-authorization/client-credentials-grant)."""
        if token := self._connection.secret("token"):
            return token
        lent, until = self._connection.secret("lent"), float(self._connection.secret("lent_until") or 0)
        if lent and time.time() < until - EARLY_SECONDS:
            return lent
        return self._borrow()

    def _borrow(self) -> str:
        wanted = {
            "grant_type": "client_credentials",
            "client_id": self._connection.told.get("client_id", ""),
            "client_secret": self._connection.secret("secret"),
        }
        _answer, said = ask_shop("POST", f"{self.base}/admin/oauth/access_token", send=wanted)
        if not isinstance(said, dict) or not said.get("access_token"):
            words = _("Shopify gives the desk no token. Check the client ID and the secret.")
            raise ShopTrouble(words, is_lasting=True)
        until = str(time.time() + float(said.get("expires_in", 0)))
        self._connection.keep_secrets_now({"lent": said["access_token"], "lent_until": until})
        return str(said["access_token"])


def refuse(errors: list[dict[str, Any]]) -> None:
    if errors:
        raise ShopRefuses(_("Shopify says: %(words)s") % {"words": errors[0]["message"][:300]})


def _trouble(errors: Any, extensions: dict[str, Any]) -> Exception:
    first: dict[str, Any] = errors[0] if isinstance(errors, list) and errors else {"message": str(errors)}
    code = (first.get("extensions") or {}).get("code", "")
    if code == "THROTTLED":
        return Throttled(_seconds(extensions.get("cost") or {}))
    if code == "MAX_COST_EXCEEDED":
        return TooCostly()
    if code == "ACCESS_DENIED":
        words = _("Shopify says: %(words)s Give the app the permission and try again.")
        return Denied(words % {"words": first["message"]}, is_lasting=True)
    is_lasting = code != "INTERNAL_SERVER_ERROR"
    return ShopTrouble(
        _("Shopify says: %(words)s") % {"words": str(first.get("message", ""))[:300]}, is_lasting=is_lasting
    )


def _seconds(cost: dict[str, Any]) -> float:
    """Until the purse is full: a page and what is asked for besides must fit into it together."""
    status = cost.get("throttleStatus") or {}
    lacking = float(status.get("maximumAvailable") or 1000) - float(status.get("currentlyAvailable") or 0)
    return max(lacking, 0.0) / max(float(status.get("restoreRate") or 50), 1.0) + 0.5
