"""What can be the address of one mailbox, in the one form that is stored and compared.

RFC 5321 §4.1.2 without what nobody has and much goes wrong with: quoted local parts, comments, address literals.
Letters of any script may stand in the local part (RFC 6531); the domain is written in ASCII (IDNA).
"""

import re
import unicodedata

LOCAL_BYTES, DOMAIN_BYTES, ADDRESS_BYTES = 64, 253, 254  # RFC 5321 §4.5.3.1, and what fits into <> of 256
ATOM = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~\-\u0080-\U0010ffff]+")
LABEL = re.compile(r"[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?")
TWINS = {
    "googlemail.com": "gmail.com",
    "me.com": "icloud.com",
    "mac.com": "icloud.com",
}  # one mailbox has both
NO_LETTERS = {"Cc", "Cf", "Cs", "Co", "Cn", "Zs", "Zl", "Zp"}  # controls, spaces, what is no character


class NoAddress(ValueError):
    """This is not the address of one mailbox."""


def normal_address(value: str) -> str:
    """`value` in lower case with its domain in ASCII; done twice it is the same. Raises NoAddress.

    The local part is case-sensitive by RFC 5321 §2.4, yet no provider of consequence treats it so, and people
    do not type it so.
    """
    value = value.strip(" \t\r\n")
    local, at, domain = value.rpartition("@")
    if not at or len(value) > 2 * ADDRESS_BYTES:
        raise NoAddress
    if any(unicodedata.category(each) in NO_LETTERS for each in value):
        raise NoAddress  # asked before IDNA, which would drop some of them without a word
    address = f"{_local(local)}@{_domain(domain)}"
    if len(address.encode()) > ADDRESS_BYTES:
        raise NoAddress
    return address


def base(address: str) -> str:
    """`address` without its plus part: `care+x7@shop.example` is read at `care@shop.example`."""
    local, _, domain = address.rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def is_same_mailbox(one: str, other: str) -> bool:
    """Whether mail to both is read in one mailbox: one is the other with a part after +, or their domains are TWINS.

    Two parts after one + need not be one person: services keep their people apart so.
    """
    one, other = _plain(one), _plain(other)
    return other in (one, base(one)) or base(other) == one


def _plain(address: str) -> str:
    """`address` as its provider reads it: some have several domains, and no dot counts in a name of Gmail's."""
    local, _, domain = address.rpartition("@")
    domain = TWINS.get(domain, domain)
    return f"{local.replace('.', '') if domain == 'gmail.com' else local}@{domain}"


def _local(text: str) -> str:
    text = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).lower())
    if not all(ATOM.fullmatch(atom) for atom in text.split(".")) or len(text.encode()) > LOCAL_BYTES:
        raise NoAddress
    return text


def _domain(text: str) -> str:
    try:
        text = text.encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise NoAddress from None
    if not all(LABEL.fullmatch(label) for label in text.split(".")) or len(text) > DOMAIN_BYTES:
        raise NoAddress
    return text
