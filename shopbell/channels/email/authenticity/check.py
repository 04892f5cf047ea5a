"""The check: bytes, envelope and DNS → verdict. It never raises and is bounded in time.

What speaks for or against the sender is asked first: the policy of their domain, then the signatures of that
domain, then SPF. What a stranger's own domains say comes last, so that slow name servers of theirs cost only that.
"""

import logging
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from ipaddress import ip_address

from .chain import Chain, check_chain
from .fields import Field, SignedMail
from .names import Address, Names, NotNow
from .policy import Policy, find_policy, is_aligned, organisation
from .signature import check_signature
from .spf import check_spf
from .tags import Misformed, tags
from .told import Told, domain_in, read_told
from .verdict import Result, Signature, Standing, Verdict

MOST_SIGNATURES = 8  # that are looked at; those of the sender's domain before others
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Envelope:
    """How the mail came: `peer` is the server of the world that handed it to us, empty when another took it in."""

    at: datetime
    peer: str = ""
    helo: str = ""
    sender: str = ""


def check(
    raw: bytes, sender: str, envelope: Envelope, names: Names, trusted: Collection[str] = ()
) -> Verdict:
    """Whether the mail comes from `sender`, the address that the desk takes for its author's.

    `trusted` are mail servers, by the name they go by in Authentication-Results, whose word the inbox takes.
    """
    try:
        return _check(raw, sender, envelope, names, {each.lower() for each in trusted})
    except Exception:
        log.exception("A mail could not be checked")
        return Verdict(Standing.UNVERIFIED, sender, dmarc=Result.UNKNOWN)


def _check(raw: bytes, sender: str, envelope: Envelope, names: Names, trusted: set[str]) -> Verdict:
    mail, domain = SignedMail(raw), sender.rpartition("@")[2]
    if not domain:
        return Verdict(Standing.UNVERIFIED, sender)
    try:
        policy = find_policy(domain, names)
    except NotNow:
        policy = None
    told = None if envelope.peer else _told(mail, trusted)
    asked = policy or Policy()
    own, foreign = _signatures(mail, domain, asked)
    signatures = [check_signature(mail, each, names, envelope.at) for each in own]
    spf, spf_domain, spf_why = _spf(envelope, told, names)
    signatures += [check_signature(mail, each, names, envelope.at) for each in foreign]
    found = Verdict(
        Standing.UNVERIFIED, sender, spf=spf, spf_domain=spf_domain, spf_why=spf_why, policy=asked.asks,
        signatures=signatures, server=told.server if told else "",
    )  # fmt: skip
    is_one_sender = _has_one_sender(mail, domain)
    found = _judged(found, domain, policy, told, is_one_sender=is_one_sender)
    chain = check_chain(mail, names, envelope.at)
    return _vouched_for(found, chain, domain, trusted, is_one_sender=is_one_sender)


def _signatures(mail: SignedMail, domain: str, policy: Policy) -> tuple[list[Field], list[Field]]:
    """Those that could vouch for the sender, and others, few of both however many there are."""
    own: list[Field] = []
    foreign: list[Field] = []
    for field in mail.named("dkim-signature"):
        try:
            signer = tags(field[1].decode("utf-8", "replace")).get("d", "").lower().rstrip(".")
        except Misformed:
            signer = ""
        (own if is_aligned(signer, domain, is_strict=policy.is_dkim_strict) else foreign).append(field)
    return own[:MOST_SIGNATURES], foreign[: MOST_SIGNATURES - len(own[:MOST_SIGNATURES])]


def _has_one_sender(mail: SignedMail, domain: str) -> bool:
    """Whether there is one From and it names one address: of several, a program shows this and another that."""
    fields = mail.named("from")
    return len(fields) == 1 and _named_domains(fields[0]) == {domain}


def _named_domains(field: Field) -> set[str]:
    from ..mime.address import (
        addresses,  # reads all that looks like an address, as the parser of the desk does
    )

    return {
        each.address.rpartition("@")[2] for each in addresses([field[1].decode("ascii", "surrogateescape")])
    }


def _spf(envelope: Envelope, told: Told | None, names: Names) -> tuple[Result, str, str]:
    if envelope.peer:
        return check_spf(_address(envelope.peer), envelope.helo, envelope.sender, names)
    for word, more in told.of("spf") if told else ():
        domain = domain_in(more.get("smtp.mailfrom") or more.get("smtp.helo") or "")
        return _result(word), domain, ""
    return Result.UNKNOWN, "", ""


def _address(peer: str) -> Address:
    address = ip_address(peer.partition("%")[0])
    return getattr(address, "ipv4_mapped", None) or address


def _told(mail: SignedMail, trusted: set[str]) -> Told | None:
    """The word of a trusted server: its topmost, which stands above all that came with the mail."""
    for _, value in mail.named("authentication-results")[:50] if trusted else ():
        if told := read_told(value.decode("utf-8", "replace"), trusted):
            return told
    return None


def _result(word: str) -> Result:
    return Result(word) if word in set(Result) else Result.NONE


def _judged(
    found: Verdict, domain: str, policy: Policy | None, told: Told | None, *, is_one_sender: bool
) -> Verdict:
    """DMARC (RFC 7489 §6.6.2): a domain of the sender's organisation must have passed by SPF or DKIM."""
    asked = policy or Policy()
    told_domains = [
        domain_in(more.get("header.d") or more.get("header.i") or "") for word, more in _told_dkim(told)
    ]
    by_dkim = [each.domain for each in found.signatures if each.result == Result.PASS] + told_domains
    signers = [each for each in by_dkim if is_aligned(each, domain, is_strict=asked.is_dkim_strict)]
    by_spf = found.spf == Result.PASS and is_aligned(found.spf_domain, domain, is_strict=asked.is_spf_strict)
    if is_one_sender and (signers or by_spf):
        dmarc = Result.PASS if asked.asks or policy is None else Result.NONE
        domain, by = (signers[0], "dkim") if signers else (found.spf_domain, "spf")
        return replace(found, standing=Standing.VERIFIED, domain=domain, by=by, dmarc=dmarc)
    if policy is None or (is_one_sender and _may_pass_later(found, domain, asked)):
        return replace(found, standing=Standing.PENDING, dmarc=Result.TEMPERROR)
    if not asked.asks:
        return found
    if found.spf == Result.UNKNOWN and is_one_sender:
        return replace(found, dmarc=Result.UNKNOWN)
    standing = Standing.FORGED if asked.is_enforced else Standing.UNVERIFIED
    return replace(found, standing=standing, dmarc=Result.FAIL)


def _told_dkim(told: Told | None) -> list[tuple[str, dict[str, str]]]:
    return [each for each in told.of("dkim") if each[0] == "pass"] if told else []


def _may_pass_later(found: Verdict, domain: str, policy: Policy) -> bool:
    """Whether a name server of the sender's own organisation owes us the answer that could clear them."""
    waiting: list[Signature] = [each for each in found.signatures if each.result == Result.TEMPERROR]
    if any(is_aligned(each.domain, domain, is_strict=policy.is_dkim_strict) for each in waiting):
        return True
    is_own = is_aligned(found.spf_domain, domain, is_strict=policy.is_spf_strict)
    return found.spf == Result.TEMPERROR and is_own


def _vouched_for(
    found: Verdict, chain: Chain, domain: str, trusted: set[str], *, is_one_sender: bool
) -> Verdict:
    """A server that the inbox trusts passed it on and saw the sender pass, before it changed the text (RFC 8617)."""
    found = replace(found, arc=chain.result, arc_domain=chain.domain)
    told = chain.told
    if found.standing == Standing.VERIFIED or told is None or told.server not in trusted:
        return found
    is_its_own = organisation(told.server) == organisation(chain.domain)
    passed = any(
        word == "pass" and domain_in(more.get("header.from", "")) == domain for word, more in told.of("dmarc")
    )
    if not (is_one_sender and is_its_own and passed):
        return found
    return replace(found, standing=Standing.VERIFIED, domain=chain.domain, by="arc", server=told.server)
