"""Recipients: which addresses the desk takes mail for, and which inbox each belongs to."""

import time
from collections.abc import Iterable
from threading import Lock

from django.conf import settings

from shopbell.channels.inbox import Inbox
from shopbell.customers.mail_address import base

from .answering import token as answer_token
from .joining import token
from .mime.address import normal_or_empty, plus_part

FRESH_SECONDS = 2.0


def desk_address() -> str:
    """The address of mail that no inbox sends; answers to it come in by their token."""
    return f"desk@{settings.MAIL_DOMAIN}"


def inbox_ids() -> dict[str, int]:
    """Address → id of the inboxes in use. An inbox's own address is no other's, whatever that one calls an alias."""
    inboxes = list(Inbox.objects.filter(channel="email", is_active=True).order_by("-pk"))
    aliases = {alias: inbox.pk for inbox in inboxes for alias in aliases_of(inbox)}
    own = {normal_or_empty(each.address) or each.address: each.pk for each in inboxes if each.address}
    return aliases | own


def aliases_of(inbox: Inbox) -> list[str]:
    """Its further addresses: mail for them is let in, and belongs to it."""
    return inbox.setting("aliases").split()


def leads_to(inbox: Inbox, address: str) -> bool:
    """Whether `address`, with or without a part after +, is one of the inbox's."""
    return not {address, base(address)}.isdisjoint({inbox.address, *aliases_of(inbox)})


def inbox_for(addresses: Iterable[str]) -> int | None:
    """The inbox of the first of the normal `addresses` that is one's, whatever stands behind a +; else the oldest."""
    known = inbox_ids()
    candidates = (each for address in addresses for each in (address, base(address)))
    return next((known[each] for each in candidates if each in known), min(known.values(), default=None))


class Directory:
    """The known addresses, read from the database at most every two seconds: a flood of mail is no flood of queries."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._read_at = 0.0
        self._known: dict[str, int] = {}

    @property
    def is_fresh(self) -> bool:
        return time.monotonic() - self._read_at < FRESH_SECONDS

    def refresh(self) -> None:
        with self._lock:
            if not self.is_fresh:
                self._known = inbox_ids()
                self._read_at = time.monotonic()

    def find(self, address: str) -> tuple[bool, int | None]:
        """Whether mail for `address` is taken in, and the id of its inbox if it has one."""
        address = normal_or_empty(address)
        for candidate in (address, base(address)):
            if candidate in self._known:
                return True, self._known[candidate]
        return base(address) == desk_address() and _is_signed(plus_part(address)), None


def _is_signed(token_text: str) -> bool:
    """Whether the desk gave it out: to a customer, or to an agent for an answer."""
    return token.read(token_text) is not None or answer_token.read(token_text) is not None
