"""Which folders an account has, as its server lists them, for an admin to choose from.

Left out is what no customer's mail arrives in: what was sent, drafts, deleted mail, and folders that only show mail
of others once more. The Junk folder is the one that the server marks so (RFC 6154), or that bears its usual name.
Some accounts have thousands: so many are shown as people can look through, and the others are found by name.
"""

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass

from imapclient import IMAPClient

from .connection import connect
from .mailbox import Mailbox

JUNK = b"\\Junk"
NOT_OFFERED = {b"\\sent", b"\\drafts", b"\\trash", b"\\all", b"\\flagged", b"\\important"}
NOT_SELECTED = {b"\\noselect", b"\\nonexistent"}  # they only hold folders
TRY_SECONDS, MOST_SHOWN = 10, 200


@dataclass(frozen=True)
class ServerFolder:
    name: str
    is_junk: bool = False


def list_folders(account: Mailbox) -> list[ServerFolder]:
    """Those that may be read besides the one of `account`, by name. OSError, IMAPClientError or Refused if it fails."""
    client = connect(account, timeout=TRY_SECONDS)
    try:
        return _listed(client, account.folder)
    finally:
        with contextlib.suppress(Exception):
            client.logout()


def named_like(folders: Iterable[ServerFolder], words: str) -> list[ServerFolder]:
    """Those whose names hold `words`, in letters of any size."""
    return [each for each in folders if words.casefold() in each.name.casefold()]


def _listed(client: IMAPClient, own: str) -> list[ServerFolder]:
    junk = client.find_special_folder(JUNK)
    found = []
    for flags, _delimiter, name in client.list_folders():
        marks = {flag.lower() for flag in flags}
        if marks & (NOT_OFFERED | NOT_SELECTED) or _is_same(name, own):
            continue
        found.append(ServerFolder(name, name == junk))
    return sorted(found, key=lambda folder: folder.name.casefold())


def _is_same(name: str, own: str) -> bool:
    """INBOX has one name in any letters (RFC 9051 §5.1); others mean what they say."""
    return name == own or (name.upper() == "INBOX" and own.upper() == "INBOX")
