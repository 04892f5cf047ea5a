"""The way to a shop system: the guarded client, with what its answers mean for every kind.

A shop stands on the open net and answers by HTTPS. One in the operator's own network (SHOPBELL_PRIVATE_SHOPS names it)
may be asked there, and without TLS.
"""

import json
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from shopbell.core.http.guarded import Answer, CannotReach, NotAllowed, ask

from ..private_host import is_private
from .errors import ShopTrouble, Throttled

SECONDS = 40.0  # of one call: shops put a page of orders together slowly
MOST_BYTES = 20_000_000
THROTTLED, DENIED = 429, (401, 403)


def ask_shop(
    method: str, address: str, *, headers: Mapping[str, str] | None = None, send: Any = None
) -> tuple[Answer, Any]:
    """The answer and its JSON, of any status below 400, or 404 and 422 and the like, which the caller understands.

    Raises Throttled when the shop asks to wait, ShopTrouble when it did not answer, was down, or lets the desk in no
    more.
    """
    is_own = is_private(address)
    heads = {"Accept": "application/json", **(headers or {})}
    if send is not None:
        heads["Content-Type"] = "application/json"
    try:
        answer = ask(
            method, address, headers=heads, content=b"" if send is None else json.dumps(send).encode(),
            schemes=frozenset({"http", "https"} if is_own else {"https"}), most_bytes=MOST_BYTES, is_own=is_own,
            seconds=SECONDS,
        )  # fmt: skip
    except NotAllowed:
        words = _("This address may not be asked: it is no shop on the open net. The operator can allow it.")
        raise ShopTrouble(words, is_lasting=True) from None
    except CannotReach:
        raise ShopTrouble(_("The shop system does not answer.")) from None
    _judge(answer)
    return answer, _json(answer)


def _judge(answer: Answer) -> None:
    if answer.status == THROTTLED or (answer.status == 503 and "Retry-After" in answer.headers):
        raise Throttled(_seconds(answer.headers.get("Retry-After", "")))
    if answer.status in DENIED:
        words = _("The shop system does not let the desk in. Check the key and what it is allowed to do.")
        raise ShopTrouble(words, is_lasting=True)
    if answer.status >= 500:
        raise ShopTrouble(_("The shop system is in trouble itself (%(status)s).") % {"status": answer.status})
    if 300 <= answer.status < 400:
        raise ShopTrouble(_("The shop has moved to another address. Enter that one."), is_lasting=True)


def _seconds(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 10.0


def _json(answer: Answer) -> Any:
    if not answer.body:
        return None
    try:
        return json.loads(answer.body)
    except (ValueError, RecursionError):
        raise ShopTrouble(_("The shop system answers with something else than data.")) from None
