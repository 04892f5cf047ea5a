"""AfterShip, which gathers the scans of many carriers (https://www.aftership.com/docs/tracking).

Its webhook signs the body with the account's webhook secret (base64 of HMAC-SHA256), and tells the whole of a tracking
each time. It is asked for up to 50 numbers at once. What it was never told of it does not know: by its app in the
shop, or by us, number by number (https://www.aftership.com/docs/tracking/quickstart/request-errors: what it answers).
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from shopbell.core.storable import storable_name

from ..shipment import Step
from .tracking import (
    MOST_PLACE,
    MOST_TEXT,
    CannotAsk,
    Kind,
    ToldScan,
    Tracked,
    Unreadable,
    add_kind,
    answered,
    call,
    no_answer,
)

SIGNATURE = "aftership-hmac-sha256"
MOST_BYTES = 10_000_000
THERE_ALREADY = 4003
NOT_TAKEN = {
    4005,
    4008,
    4009,
    4010,
    4011,
    4012,
    4017,
}  # the number, or its carrier, is none that it can follow
STEPS = {
    "Pending": Step.LABEL,
    "InfoReceived": Step.LABEL,
    "InTransit": Step.ON_THE_WAY,
    "OutForDelivery": Step.OUT,
    "AvailableForPickup": Step.OUT,
    "Delivered": Step.DELIVERED,
    "AttemptFail": Step.PROBLEM,
    "Exception": Step.PROBLEM,
    "Expired": Step.PROBLEM,
}


class AfterShip:
    name = "aftership"
    label = "AfterShip"
    address = "https://api.aftership.com/tracking/2025-07"
    most_at_once = 50
    registers = True

    def is_signed(self, headers: Mapping[str, str], body: bytes, secret: str) -> bool:
        right = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest())
        return hmac.compare_digest(headers.get(SIGNATURE, "").encode(), right)

    def read(self, body: bytes) -> list[Tracked]:
        said = _json(body)
        tracking = said.get("msg") if isinstance(said, dict) else None
        if not isinstance(tracking, dict):
            raise Unreadable("msg: no tracking")
        return [_tracked(tracking)] if tracking.get("tracking_number") else []

    def ask(self, address: str, key: str, numbers: Sequence[str]) -> list[Tracked]:
        asked = urlencode({"tracking_numbers": ",".join(numbers), "limit": 200})
        body = answered(
            f"{address.rstrip('/')}/trackings?{asked}", {"as-api-key": key}, most_bytes=MOST_BYTES
        )
        try:
            data = _json(body or b"").get("data", {})
            return [_tracked(each) for each in data["trackings"] if each.get("tracking_number")]
        except (Unreadable, AttributeError, KeyError, TypeError) as error:
            raise CannotAsk(
                _("It answered something that cannot be read: %(why)s") % {"why": str(error)[:200]}
            ) from None

    def register(self, address: str, key: str, number: str) -> str:
        """Only its number is told: which carrier has it AfterShip finds out by itself."""
        headers = {"as-api-key": key, "Content-Type": "application/json"}
        body = json.dumps({"tracking_number": number}).encode()
        answer = call(
            "POST", f"{address.rstrip('/')}/trackings", headers, most_bytes=MOST_BYTES, content=body
        )
        if answer.status in (200, 201):
            return ""
        code, words = _said(answer.body)
        if answer.status == 400 and code == THERE_ALREADY:
            return ""
        if answer.status == 400 and code in NOT_TAKEN:
            return words or _("It does not follow this number (its answer was %(code)s).") % {"code": code}
        raise no_answer(answer)


def _said(body: bytes) -> tuple[int, str]:
    """The code and the words of an answer's `meta`; 0 where there are none."""
    try:
        meta = _json(body)["meta"]
        return int(meta["code"]), storable_name(" ".join(str(meta.get("message") or "").split()), MOST_TEXT)
    except (Unreadable, KeyError, TypeError, ValueError, AttributeError):
        return 0, ""


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise Unreadable("no JSON") from None


def _tracked(tracking: dict[str, Any]) -> Tracked:
    told = tracking.get("checkpoints")
    checkpoints = told if isinstance(told, list) else []
    scans = [scan for each in checkpoints if isinstance(each, dict) and (scan := _scan(each))]
    number = storable_name(str(tracking["tracking_number"]), 80)
    return Tracked(number, scans, _expected(tracking))


def _scan(checkpoint: dict[str, Any]) -> ToldScan | None:
    """None for what happened at no known moment."""
    at = _moment(checkpoint.get("checkpoint_time")) or _moment(checkpoint.get("created_at"))
    if at is None:
        return None
    tag = str(checkpoint.get("tag") or "")
    place = checkpoint.get("location") or checkpoint.get("city") or checkpoint.get("country_name") or ""
    text = " ".join(str(checkpoint.get("message") or tag or "Scanned").split())
    return ToldScan(
        at,
        STEPS.get(tag, Step.ON_THE_WAY),
        storable_name(text, MOST_TEXT),
        storable_name(str(place), MOST_PLACE),
    )


def _moment(word: Any) -> datetime | None:
    """A day, a local time or one with its zone, as the carrier told it; a local time is taken for UTC."""
    try:
        at = datetime.fromisoformat(word)
    except (TypeError, ValueError):
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _expected(tracking: dict[str, Any]) -> date | None:
    latest = tracking.get("latest_estimated_delivery") or {}
    word = (latest.get("date") or latest.get("datetime")) if isinstance(latest, dict) else None
    at = _moment(word or tracking.get("expected_delivery"))
    return at.date() if at else None


AFTERSHIP: Kind = add_kind(AfterShip())
