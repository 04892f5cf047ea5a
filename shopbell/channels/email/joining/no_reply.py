"""Addresses that nobody reads: no-reply senders, mail servers, the managers of lists.

Known by their local part alone. A program must not answer them; an agent may, and is warned.
"""

import re

NOBODY = re.compile(
    r"^(?:(?:do[._-]?)?not?[._-]?reply.*|mailer-daemon|postmaster|bounces?(?:[+=._-].*)?|daemon|root|nobody|"
    r"owner-.*|.*-(?:request|bounces?|owner)|notifications?|auto[._-]?(?:reply|responder)?|listserv|majordomo)(?:\+.*)?$"
)


def is_unread(address: str) -> bool:
    """Whether mail to `address` (normal, in lower case) most likely reaches nobody."""
    return NOBODY.match(address.partition("@")[0]) is not None
