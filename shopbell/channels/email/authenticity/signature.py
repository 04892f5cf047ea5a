"""One DKIM signature (RFC 6376, 8301, 8463), or the message signature of an ARC set, which differs in two tags."""

import hashlib
import re
from datetime import datetime

from .fields import Field, SignedMail, canonical_field
from .key import Unusable, find_key
from .names import Names, NotNow, is_public
from .tags import Misformed, binary, tags, without_value
from .verdict import Result, Signature

KINDS = {"rsa-sha256": "rsa", "ed25519-sha256": "ed25519"}
CANONS = {"simple", "relaxed"}
MOST_NAMES = 500
CLOCK_SECONDS = 3600  # by which clocks of the world differ
DIGITS = re.compile(r"\d{1,15}")


class Unsound(Exception):
    """The signature does not hold; `result` says how, the words why."""

    def __init__(self, words: str, result: Result = Result.PERMERROR):
        super().__init__(words)
        self.result = result


def check_signature(
    mail: SignedMail, field: Field, names: Names, at: datetime, *, is_arc: bool = False
) -> Signature:
    """What becomes of the signature in `field`, of a mail that came `at`. Never raises."""
    domain = selector = ""
    try:
        values = tags(field[1].decode("utf-8", "replace"))
        domain, selector = values.get("d", "").lower().rstrip("."), values.get("s", "").lower()
        signed = _check(mail, field, values, names, at, is_arc)
        return Signature(domain, selector, Result.PASS, header_fields=signed)
    except Misformed as error:
        return Signature(domain[:253], selector[:253], Result.PERMERROR, str(error)[:200])
    except Unsound as error:
        return Signature(domain[:253], selector[:253], error.result, str(error)[:200])
    except Unusable as error:
        return Signature(domain[:253], selector[:253], Result.PERMERROR, str(error)[:200])
    except NotNow:
        return Signature(domain[:253], selector[:253], Result.TEMPERROR, "the DNS did not answer")


def _check(mail: SignedMail, field: Field, values: dict, names: Names, at: datetime, is_arc: bool) -> int:
    """How many fields it covers. Everything that is cheap is looked at before the DNS is asked."""
    kind = _kind(values)
    domain, selector = values["d"].lower().rstrip("."), values["s"].lower()
    if not is_public(f"{selector}._domainkey.{domain}"):
        raise Unsound("no such domain")
    if not is_arc:
        _check_nature(values, domain)
    _check_dates(values, at)
    header_canon, body_canon = _canons(values)
    covered = [each.strip().lower().encode() for each in values["h"].split(":")]
    if b"from" not in covered or len(covered) > MOST_NAMES:
        raise Unsound("it does not sign the sender" if b"from" not in covered else "it names too many fields")
    _check_body(mail, values, body_canon)
    chosen = mail.chosen(covered)
    own = canonical_field((field[0], without_value(field[1], b"b")), header_canon)
    digest = hashlib.sha256(b"".join(canonical_field(each, header_canon) + b"\r\n" for each in chosen) + own)
    key = find_key(names, selector, domain)
    if key.kind != kind or (key.hashes is not None and "sha256" not in key.hashes):
        raise Unsound("the key is not for such signatures")
    if key.is_strict and not is_arc and values.get("i", "").lower().rpartition("@")[2] not in ("", domain):
        raise Unsound("the key is not for domains below it")
    if not key.verifies(binary(values["b"]), digest.digest()):
        raise Unsound("the signature is not of this mail", Result.FAIL)
    return len(chosen)


def _kind(values: dict[str, str]) -> str:
    missing = [each for each in ("a", "b", "bh", "d", "h", "s") if not values.get(each)]
    if missing:
        raise Unsound(f"it lacks {missing[0]}=")
    if values["a"].lower() == "rsa-sha1":
        raise Unsound("it was made with SHA-1, which anybody may forge")
    if values["a"].lower() not in KINDS:
        raise Unsound("it was made in an unknown way")
    return KINDS[values["a"].lower()]


def _check_nature(values: dict[str, str], domain: str) -> None:
    if values.get("v") != "1":
        raise Unsound("of an unknown version")
    whose = values.get("i", f"@{domain}").lower().rpartition("@")[2]
    if whose != domain and not whose.endswith(f".{domain}"):
        raise Unsound("made for somebody of another domain")
    if "q" in values and "dns/txt" not in [each.strip() for each in values["q"].split(":")]:
        raise Unsound("its key is not in the DNS")


def _check_dates(values: dict[str, str], at: datetime) -> None:
    made, ends = _number(values, "t"), _number(values, "x")
    if made is not None and made > at.timestamp() + CLOCK_SECONDS:
        raise Unsound("made in the future")
    if ends is not None and (ends < at.timestamp() - CLOCK_SECONDS or (made is not None and ends < made)):
        raise Unsound("it has expired", Result.FAIL)


def _number(values: dict[str, str], name: str) -> int | None:
    if name not in values:
        return None
    if not DIGITS.fullmatch(values[name]):
        raise Unsound(f"{name}= is no number")
    return int(values[name])


def _canons(values: dict[str, str]) -> tuple[str, str]:
    header, slash, body = values.get("c", "simple/simple").lower().partition("/")
    body = body if slash else "simple"
    if not {header, body} <= CANONS:
        raise Unsound("made canonical in an unknown way")
    return header, body


def _check_body(mail: SignedMail, values: dict[str, str], canon: str) -> None:
    """A signature over the beginning of a body holds for what anybody wrote behind it: it counts for nothing."""
    length = _number(values, "l")
    if length is not None and length > len(mail.body(canon)):
        raise Unsound("a part of the mail is missing", Result.FAIL)
    if mail.body_hash(canon, "sha256", length) != binary(values["bh"]):
        raise Unsound("the text was changed on the way", Result.FAIL)
    if length is not None and length < len(mail.body(canon)):
        raise Unsound("it signs only the beginning of the text", Result.NEUTRAL)
