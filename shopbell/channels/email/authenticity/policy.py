"""What a domain asks for mail that says it is from there: DMARC (RFC 7489 §6), and which domains belong together."""

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from .names import Names, is_public
from .tags import Misformed, tags

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

POLICIES = ["none", "quarantine", "reject"]
ENFORCED = POLICIES[1:]
RECORD_BYTES = 4096


@dataclass(frozen=True)
class Policy:
    """`asks` is empty when the domain publishes nothing; strict: only the very same domain counts."""

    asks: str = ""
    is_dkim_strict: bool = False
    is_spf_strict: bool = False

    @property
    def is_enforced(self) -> bool:
        return self.asks in ENFORCED


def find_policy(domain: str, names: Names) -> Policy:
    """The policy for mail from `domain`: its own, else that of the organisation. Raises NotNow."""
    if not is_public(domain):
        return Policy()
    own = _record(domain, names)
    if own is not None:
        return _policy(own, is_own=True)
    above = organisation(domain)
    if above == domain:
        return Policy()
    found = _record(above, names)
    return _policy(found, is_own=False) if found is not None else Policy()


def organisation(domain: str) -> str:
    """The domain that somebody registered: `mail.shop.co.uk` is of `shop.co.uk`. A public suffix is itself."""
    return _suffixes().privatesuffix(domain) or domain


def has_known_suffix(domain: str) -> bool:
    """Whether it ends as names of the public do (`shop.de`), so that it is no file (`invoice.pdf`)."""
    return _suffixes().publicsuffix(domain, accept_unknown=False) is not None


def is_aligned(domain: str, sender_domain: str, *, is_strict: bool) -> bool:
    """Whether `domain` may vouch for mail from `sender_domain`."""
    if not domain or domain == sender_domain:
        return bool(domain)
    return not is_strict and organisation(domain) == organisation(sender_domain)


@cache
def _suffixes() -> "PublicSuffixList":
    from publicsuffixlist import PublicSuffixList  # half a megabyte of names, wanted by few processes

    return PublicSuffixList()


def _record(domain: str, names: Names) -> dict[str, str] | None:
    """The one record at `domain`; several are none (RFC 7489 §6.6.3)."""
    records = [each for each in names.txt(f"_dmarc.{domain}") if each.startswith(b"v=DMARC1")]
    if len(records) != 1 or len(records[0]) > RECORD_BYTES:
        return None
    try:
        found = tags(records[0].decode("ascii", "replace"))
    except Misformed:
        return None
    if found.get("v") != "DMARC1" or (found.get("p", "").lower() not in POLICIES and "rua" not in found):
        return None
    return found


def _policy(record: dict[str, str], *, is_own: bool) -> Policy:
    asks = record.get("p", "").lower()
    if not is_own and record.get("sp", "").lower() in POLICIES:
        asks = record["sp"].lower()
    asks = asks if asks in POLICIES else "none"
    if (
        record.get("pct") == "0" or record.get("t", "").lower() == "y"
    ):  # it is being tried out: one step milder
        asks = POLICIES[max(0, POLICIES.index(asks) - 1)]
    return Policy(asks, record.get("adkim", "").lower() == "s", record.get("aspf", "").lower() == "s")
