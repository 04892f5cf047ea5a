"""Checking what the domain of an inbox publishes: whether others can see that its mail is genuine. In sentences."""

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from ..authenticity.key import Unusable, read_key
from ..authenticity.names import Address, Names, NotNow, Server, our_server
from ..authenticity.policy import find_policy, organisation
from ..authenticity.spf import check_spf
from ..authenticity.spf_record import Misread, is_spf, read_record
from ..authenticity.verdict import Result
from .signing_key import SigningKey

CHECK_SECONDS = 10.0


@dataclass(frozen=True)
class Finding:
    """What was found under one name, and the record to publish there if one is missing. `tone` as of outcomes."""

    what: str
    sentence: str
    tone: str
    name: str
    record: str = ""


def check_domain(domain: str) -> list[Finding]:
    """SPF, DKIM and DMARC of `domain`, asked anew. A key whose record is there signs from now on."""
    server = our_server()
    if server is None:
        words = _("The desk asks no name servers: SHOPBELL_DNS is off, or this machine has none.")
        return [Finding("DNS", words, "risk", domain)]
    fresh = Server(
        server.resolver
    )  # what was remembered may be older than the record that was just published
    checks = [_check_dkim, _check_spf, _check_dmarc]
    return [_guarded(check, domain, Names(fresh, CHECK_SECONDS)) for check in checks]


def _guarded(check, domain: str, names: Names) -> Finding:
    try:
        return check(domain, names)
    except NotNow:
        words = _("The name servers do not answer now. Try again in a moment.")
        return Finding(check.__name__.removeprefix("_check_").upper(), words, "risk", domain)


def _check_dkim(domain: str, names: Names) -> Finding:
    key = SigningKey.objects.filter(domain=domain).first()
    if key is None:
        words = _(
            "Mail leaves unsigned: there is no key yet. Make one here, unless a provider signs your mail."
        )
        return Finding("DKIM", words, "risk", domain)
    if not key.is_readable:
        words = _(
            "The key can no longer be read, because the desk's SHOPBELL_SECRET_KEY is another one now. Make a new key."
        )
        return Finding("DKIM", words, "broken", key.name)
    records = names.txt(key.name)
    if not records:
        words = _(
            "The record of the key is not there yet. Publish it and check again: from then on mail is signed."
        )
        return Finding("DKIM", words, "risk", key.name, key.record)
    if not _is_published(key, records):
        words = _("Another record stands there. Replace it with this one, and check again.")
        return Finding("DKIM", words, "broken", key.name, key.record)
    if key.published_at is None:
        SigningKey.objects.filter(pk=key.pk).update(published_at=timezone.now())
    return Finding("DKIM", _("Mail from %(domain)s is signed.") % {"domain": domain}, "calm", key.name)


def _is_published(key: SigningKey, records: list[bytes]) -> bool:
    """Whether one of `records` holds this very key, however it is written."""
    wanted = read_key(key.record.encode()).public
    for record in records:
        try:
            if read_key(record).public == wanted:
                return True
        except Unusable:
            continue
    return False


def _check_spf(domain: str, names: Names) -> Finding:
    host = _way_out_host()
    records = [each for each in names.txt(domain) if is_spf(each)]
    if not records:
        words = _(
            "%(domain)s does not say which servers may send its mail. Publish a record that names yours."
        )
        record = f"v=spf1 mx a:{host} ~all" if host else "v=spf1 mx ~all"
        return Finding("SPF", words % {"domain": domain}, "broken", domain, record)
    if len(records) > 1:
        return Finding(
            "SPF",
            _("There are several records. Combine them into one: with two, neither counts."),
            "broken",
            domain,
        )
    try:
        said = read_record(records[0])
    except Misread as error:
        return Finding("SPF", _("The record is broken: %(why)s.") % {"why": error}, "broken", domain)
    if any(term.name == "all" and term.result == Result.PASS for term in said.terms):
        return Finding("SPF", _("The record lets anybody send for you. End it with ~all."), "broken", domain)
    return _whether_named(domain, host, names)


def _whether_named(domain: str, host: str, names: Names) -> Finding:
    """Whether the record lets the server send by which our mail leaves."""
    addresses = _addresses_of(host, names)
    results = [check_spf(each, host, f"postmaster@{domain}", names) for each in addresses]
    errors = [why for result, _domain, why in results if result == Result.PERMERROR]
    if errors:
        return Finding("SPF", _("The record is broken: %(why)s.") % {"why": errors[0]}, "broken", domain)
    if not results:
        return Finding(
            "SPF", _("%(domain)s says which servers may send its mail.") % {"domain": domain}, "calm", domain
        )
    given = {"domain": domain, "server": host}
    if all(result == Result.PASS for result, *_rest in results):
        return Finding("SPF", _("%(server)s may send mail for %(domain)s.") % given, "calm", domain)
    words = _(
        "The record does not name %(server)s, by which mail leaves. If that server hands it on to others, see that "
        "they are named."
    )
    return Finding("SPF", words % given, "risk", domain)


def _addresses_of(host: str, names: Names) -> list[Address]:
    """The public addresses of the server that mail leaves by."""
    try:
        found = [ip_address(host)]
    except ValueError:
        found = [*names.addresses(host, 4), *names.addresses(host, 6)]
    return [each for each in found if each.is_global]


def _way_out_host() -> str:
    """The host of the mail server that is named in SHOPBELL_MAIL_URL; empty for a provider or the outbox."""
    address = settings.MAIL_URL
    return urlsplit(address).hostname or "" if address.startswith("smtp") and "://" in address else ""


def _check_dmarc(domain: str, names: Names) -> Finding:
    policy = find_policy(domain, names)
    name = f"_dmarc.{organisation(domain)}"
    if not policy.asks:
        words = _(
            "Nothing says what becomes of mail that only pretends to be from %(domain)s. Begin with this record."
        )
        record = f"v=DMARC1; p=none; rua=mailto:postmaster@{organisation(domain)}"
        return Finding("DMARC", words % {"domain": domain}, "risk", name, record)
    if policy.is_enforced:
        words = _("Others are asked to refuse mail that only pretends to be from %(domain)s.")
        return Finding("DMARC", words % {"domain": domain}, "calm", name)
    words = _(
        "A policy is there, and asks nobody to refuse forged mail yet. When SPF and DKIM have been right for some "
        "weeks, change p=none to p=quarantine."
    )
    return Finding("DMARC", words, "risk", name)
