"""The REST API v3 of WooCommerce: https://woocommerce.github.io/woocommerce-rest-api-docs/

A key and its secret go as HTTP basic authentication, which WooCommerce takes by HTTPS only. A list is told in pages;
how many rows there are stands in a header.
"""

import base64
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from shopbell.core.http.guarded import Answer

from ..connection import Connection
from ..errors import ShopRefuses, ShopTrouble
from ..way import ask_shop


class Api:
    def __init__(self, connection: Connection):
        self._connection = connection

    def get(self, path: str, **given: Any) -> Any:
        """What the shop answers; None when WooCommerce itself says that there is no such thing."""
        answer, said = self._ask("GET", path, given)
        return None if answer.status == 404 and _is_gone(said) else self._told((answer, said))

    def list(self, path: str, **given: Any) -> tuple[list[dict[str, Any]], int]:
        """The rows of a page, and how many there are in all."""
        answer, said = self._ask("GET", path, given)
        rows = self._told((answer, said))
        if not isinstance(rows, list):
            raise ShopTrouble(_("The shop system answers with something else than data."))
        return rows, int(answer.headers.get("X-WP-Total") or len(rows))

    def act(self, method: str, path: str, send: dict[str, Any]) -> Any:
        """Have something done. Raises ShopRefuses with the shop's words when it will not."""
        answer, said = self._ask(method, path, {}, send)
        if answer.status >= 400:
            raise ShopRefuses(_("The shop says: %(words)s") % {"words": _words(said)})
        return said

    def _ask(self, method: str, path: str, given: dict[str, Any], send: Any = None) -> tuple[Answer, Any]:
        query = f"?{urlencode(given)}" if given else ""
        address = f"{self._connection.told.get('address', '').rstrip('/')}/wp-json/{path}{query}"
        key, secret = self._connection.secret("key"), self._connection.secret("secret")
        pair = base64.b64encode(f"{key}:{secret}".encode()).decode()
        return ask_shop(method, address, headers={"Authorization": f"Basic {pair}"}, send=send)

    def _told(self, said: tuple[Answer, Any]) -> Any:
        answer, rows = said
        if (
            answer.status == 404
        ):  # WordPress without WooCommerce, as during an update: nothing is gone by that
            raise ShopTrouble(_("There is no WooCommerce at this address."))
        if answer.status >= 400:
            raise ShopTrouble(_("The shop says: %(words)s") % {"words": _words(rows)}, is_lasting=True)
        return rows


def _words(said: Any) -> str:
    return str(said.get("message", ""))[:300] if isinstance(said, dict) else ""


def _is_gone(said: Any) -> bool:
    """Whether it says that the number is nobody's: woocommerce_rest_shop_order_invalid_id and the like."""
    code = str(said.get("code", "")) if isinstance(said, dict) else ""
    return code.startswith("woocommerce_rest_") and code.endswith("invalid_id")
