"""What an SPF record says (RFC 7208 §4.6, §12): its terms, read whole before any of them is asked."""

import re
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network

MOST_BYTES, MOST_TERMS = 4096, 100
VERSION = re.compile(r"v=spf1(?: |$)", re.IGNORECASE)
MODIFIER = re.compile(r"([a-z][a-z0-9_.-]*)=(.*)", re.IGNORECASE)
MACRO = re.compile(r"%(?:\{([slodiphcrtv])(\d{0,3})(r?)([.\-+,/_=]*)\}|([%_-]))", re.IGNORECASE)
RESULTS = {"+": "pass", "-": "fail", "~": "softfail", "?": "neutral", "": "pass"}
NEEDS_DOMAIN, TAKES_DOMAIN, HAS_LENGTH = (
    {"include", "exists"},
    {"include", "exists", "a", "mx", "ptr"},
    {"a", "mx"},
)


class Misread(ValueError):
    """The record breaks the grammar: a permanent error of the domain."""


@dataclass(frozen=True)
class Term:
    """One mechanism: `domain` with its macros, `lengths` of the networks by IP version, `network` of ip4 and ip6."""

    name: str
    result: str
    domain: str = ""
    lengths: tuple[int, int] = (32, 128)
    network: IPv4Network | IPv6Network | None = None


@dataclass(frozen=True)
class Record:
    terms: list[Term]
    redirect: str = ""


def is_spf(record: bytes) -> bool:
    return bool(VERSION.match(record[:10].decode("ascii", "replace")))


def read_record(record: bytes) -> Record:
    """Raises Misread, whichever of its terms is broken (RFC 7208 §4.6)."""
    if len(record) > MOST_BYTES or not record.isascii():
        raise Misread("the record is too long or not in ASCII")
    words = record.decode().split(" ")[1:]
    terms, modifiers = [], {}
    for word in filter(None, words[: MOST_TERMS + 1]):
        if match := MODIFIER.fullmatch(word):
            name, value = match[1].lower(), match[2]
            if name in ("redirect", "exp"):
                if name in modifiers or not value:
                    raise Misread(f"{name}= is there twice, or empty")
                _check_macros(value)
            modifiers[name] = value
        else:
            terms.append(_term(word))
    if len(terms) > MOST_TERMS:
        raise Misread("too many terms")
    return Record(terms, modifiers.get("redirect", ""))


def _term(word: str) -> Term:
    qualifier, name, argument = _parts(word)
    result = RESULTS[qualifier]
    if name in ("ip4", "ip6"):
        return Term(name, result, network=_network(name, argument))
    if name == "all":
        if argument:
            raise Misread("all takes nothing")
        return Term(name, result)
    if name not in TAKES_DOMAIN:
        raise Misread(f"unknown mechanism {name[:20]}")
    domain, lengths = _domain_and_lengths(name, argument)
    return Term(name, result, domain, lengths)


def _parts(word: str) -> tuple[str, str, str]:
    """Qualifier, name, and what stands behind it with its sign."""
    qualifier = word[0] if word[0] in "+-~?" else ""
    rest = word[len(qualifier) :]
    match = re.match(r"[a-z][a-z0-9]*", rest, re.IGNORECASE)
    if not match or rest[match.end() : match.end() + 1] not in ("", ":", "/"):
        raise Misread(f"not a term: {word[:40]}")
    return qualifier, match[0].lower(), rest[match.end() :]


def _network(name: str, argument: str) -> IPv4Network | IPv6Network:
    try:
        network = ip_network(argument.removeprefix(":"), strict=False)
    except ValueError:
        raise Misread(f"not a network: {argument[:60]}") from None
    length = argument.partition("/")[2]
    if (
        not argument.startswith(":")
        or network.version != int(name[2])
        or not (length.isdecimal() or not length)
    ):
        raise Misread(f"not a network: {argument[:60]}")
    return network


def _domain_and_lengths(name: str, argument: str) -> tuple[str, tuple[int, int]]:
    match = re.fullmatch(r"(.*?)(?:/(0|[1-9]\d{0,2}))?(?://(0|[1-9]\d{0,2}))?", argument)
    if match is None:  # never: the first group takes all
        raise Misread("not a term")
    domain = match[1]
    if domain and (not domain.startswith(":") or len(domain) == 1):
        raise Misread("an empty domain")
    if not domain and name in NEEDS_DOMAIN:
        raise Misread(f"{name} names no domain")
    if (match[2] or match[3]) and name not in HAS_LENGTH:
        raise Misread(f"{name} has no length of a network")
    four, six = int(match[2] or 32), int(match[3] or 128)
    if four > 32 or six > 128:
        raise Misread("no such length of a network")
    _check_macros(domain[1:])
    return domain[1:], (four, six)


def _check_macros(text: str) -> None:
    if "%" in MACRO.sub("", text):
        raise Misread("a broken macro")
