"""Asking Vendure: one address for everything, an API key of an administrator, and errors in an answer of status 200."""

from typing import Any

from django.utils.translation import gettext as _

from ..connection import Connection
from ..errors import ShopRefuses, ShopTrouble
from ..way import ask_shop

DENIED = {"FORBIDDEN", "UNAUTHENTICATED", "CHANNEL_NOT_FOUND"}


class Api:
    def __init__(self, connection: Connection):
        self.connection = connection

    def ask(self, question: str, **variables: Any) -> dict[str, Any]:
        """The data of the answer. Raises ShopTrouble when there is none."""
        told = self.connection.told
        headers = {"vendure-api-key": self.connection.secret("key")}
        if told.get("channel"):
            headers["vendure-token"] = told["channel"]
        address = f"{told['address'].rstrip('/')}/admin-api"
        answer, said = ask_shop(
            "POST", address, headers=headers, send={"query": question, "variables": variables}
        )
        if not isinstance(said, dict) or answer.status >= 400 or said.get("errors"):
            raise _trouble(said)
        return said["data"]

    def act(self, mutation: str, **variables: Any) -> dict[str, Any]:
        """What became of a mutation, the only one of `mutation`. Raises ShopRefuses with Vendure's own words."""
        (result,) = self.ask(mutation, **variables).values()
        if "errorCode" in result:
            words = result.get("transitionError") or result["message"]
            raise ShopRefuses(_("Vendure says: %(words)s") % {"words": words[:300]})
        return result


def _trouble(said: Any) -> ShopTrouble:
    errors = said.get("errors") if isinstance(said, dict) else None
    if not isinstance(errors, list) or not errors or not isinstance(errors[0], dict):
        return ShopTrouble(_("There is no Vendure at this address."), is_lasting=True)
    code = (errors[0].get("extensions") or {}).get("code", "")
    if code in DENIED:
        words = _(
            "Vendure does not let the desk in. Check the API key, what its roles allow, and the channel."
        )
        return ShopTrouble(words, is_lasting=True)
    return ShopTrouble(_("Vendure says: %(words)s") % {"words": str(errors[0].get("message", ""))[:300]})
