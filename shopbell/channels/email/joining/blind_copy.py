"""Blind copies: mail that came to the desk without naming it.

Who put the desk into Bcc talks to somebody else, and no program of ours joins in (RFC 3834 §2). But a shop's other
addresses often lead here: a mail that names one of the same domain, or the address from which a server passed it on,
is meant for the shop.
"""

from shopbell.customers.mail_address import base

from ..email_message import EmailMessage
from ..mime.address import addresses
from ..mime.head import head
from .party import any_own

PASSED_ON = (
    *("delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-forwarded-to", "x-forwarded-for"),
    *("resent-to", "resent-cc"),
)


def came_blindly(mail: EmailMessage) -> bool:
    """Whether nothing that `mail` says of its recipients leads to the desk."""
    named = {form for each in [*mail.to, *mail.cc] for form in (each, base(each))}
    inbox = mail.raw.inbox
    if inbox is None or not inbox.address:
        return False
    domain = inbox.address.rpartition("@")[2]
    if any(each.rpartition("@")[2] == domain for each in named) or any_own(named):
        return False
    return named.isdisjoint(_on_its_way(mail.raw.raw))


def _on_its_way(raw: bytes) -> set[str]:
    """The addresses at which servers took it in."""
    fields = head(raw)
    values = [value.replace(" ", ", ") for name in PASSED_ON for value in fields.all(name)]
    return {each.address for each in addresses(values)}
