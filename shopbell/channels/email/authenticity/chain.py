"""The chain of servers that passed a mail on and vouch for what they saw: ARC (RFC 8617 §5.2)."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from .fields import Field, SignedMail, canonical_field
from .key import Unusable, find_key
from .names import Names, NotNow, is_public
from .signature import check_signature
from .tags import Misformed, binary, tags, without_value
from .told import Told, read_told
from .verdict import Result

MOST_SETS = 20
PARTS = "arc-authentication-results", "arc-message-signature", "arc-seal"


@dataclass(frozen=True)
class Chain:
    """`domain` sealed last, and `told` is what it saw when the mail came to it."""

    result: Result = Result.NONE
    domain: str = ""
    told: Told | None = None


def check_chain(mail: SignedMail, names: Names, at: datetime) -> Chain:
    """Whether the chain holds from end to end. Never raises; what it says is worth as much as who sealed last."""
    if not any(mail.named(part) for part in PARTS):
        return Chain()
    try:
        sets = _sets(mail)
        domain = tags(_text(sets[-1][2])).get("d", "").lower().rstrip(".")
        result = _check(mail, sets, names, at)
    except Misformed:
        return Chain(Result.FAIL)
    except NotNow:
        return Chain(Result.TEMPERROR)
    told = read_told(_text(sets[-1][0]).partition(";")[2]) if result == Result.PASS else None
    return Chain(result, domain, told)


def _sets(mail: SignedMail) -> list[tuple[Field, ...]]:
    """The three fields of each instance, from the first on. Raises Misformed when one is missing or there twice."""
    found: dict[int, dict[str, Field]] = {}
    for part in PARTS:
        for field in mail.named(part)[: MOST_SETS + 1]:
            number = _instance(field, part)
            if part in found.setdefault(number, {}):
                raise Misformed("twice")
            found[number][part] = field
    if sorted(found) != list(range(1, len(found) + 1)) or len(found) > MOST_SETS:
        raise Misformed("instances are missing")
    if any(len(each) != len(PARTS) for each in found.values()):
        raise Misformed("parts are missing")
    return [tuple(found[number][part] for part in PARTS) for number in sorted(found)]


def _instance(field: Field, part: str) -> int:
    text = _text(field)
    value = tags(text.partition(";")[0]).get("i") if part == PARTS[0] else tags(text).get("i")
    if not value or not value.isdecimal() or not value.isascii() or len(value) > 2:
        raise Misformed("no instance")
    return int(value)


def _check(mail: SignedMail, sets: list[tuple[Field, ...]], names: Names, at: datetime) -> Result:
    for number, (_, _, seal) in enumerate(sets, 1):
        if tags(_text(seal)).get("cv", "").lower() != ("none" if number == 1 else "pass"):
            return Result.FAIL
    newest = check_signature(mail, sets[-1][1], names, at, is_arc=True)
    if newest.result != Result.PASS:
        return Result.TEMPERROR if newest.result == Result.TEMPERROR else Result.FAIL
    for number in range(len(sets), 0, -1):
        if not _is_sealed(sets[:number], names):
            return Result.FAIL
    return Result.PASS


def _is_sealed(sets: list[tuple[Field, ...]], names: Names) -> bool:
    """Whether the last of `sets` sealed all of them."""
    seal = sets[-1][2]
    values = tags(_text(seal))
    domain, selector = values.get("d", "").lower().rstrip("."), values.get("s", "").lower()
    if values.get("a", "").lower() != "rsa-sha256" or "h" in values or "b" not in values:
        return False
    if not is_public(f"{selector}._domainkey.{domain}"):
        return False
    covered = [field for each in sets for field in each][:-1]
    content = b"".join(canonical_field(field, "relaxed") + b"\r\n" for field in covered)
    content += canonical_field((seal[0], without_value(seal[1], b"b")), "relaxed")
    try:
        key = find_key(names, selector, domain)
    except Unusable:
        return False
    return key.kind == "rsa" and key.verifies(binary(values["b"]), hashlib.sha256(content).digest())


def _text(field: Field) -> str:
    return field[1].decode("utf-8", "replace")
