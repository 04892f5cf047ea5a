"""Mailing lists: mail that came through one, and where an answer to all of it would go (RFC 2369, RFC 2919).

A newsletter, which only says how to leave it, is no such list: nobody discusses there.
"""

from shopbell.channels.inbox import Inbox

from ..mime.address import addresses
from ..mime.head import head
from ..mime.headers import words


def is_list_mail(raw: bytes) -> bool:
    """Whether `raw` came through a mailing list. Never raises."""
    first = head(raw).first
    return words(first("precedence")).lower() == "list" or bool(first("list-id") or first("list-post"))


def is_own_group(raw: bytes, inbox: Inbox | None, answered_at: str) -> bool:
    """Whether `raw` came through a group of the shop's own that leads to `inbox`, and its answer leads to who wrote it.

    Never raises.
    """
    address = list_address(raw)
    if not address or address == answered_at or inbox is None:
        return False
    return bool(inbox.address) and address.rpartition("@")[2] == inbox.address.rpartition("@")[2]


def is_newsletter(raw: bytes) -> bool:
    """Whether `raw` went out to many who only read, as it says itself. Never raises."""
    first = head(raw).first
    if first("list-post") or words(first("precedence")).lower() == "list":
        return False
    return bool(first("list-unsubscribe")) or words(first("precedence")).lower() in ("bulk", "junk")


def list_address(raw: bytes) -> str:
    """Where one writes to everybody on the list that `raw` came through; empty when it does not say."""
    posts = [each.replace("mailto:", "").partition("?")[0] for each in head(raw).all("list-post")]
    found = addresses(posts)
    return found[0].address if found else ""
