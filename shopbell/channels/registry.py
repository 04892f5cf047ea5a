"""The channels there are: how each is called, drawn and answered. A new channel is a folder and a line here.

A channel's own package registers it in its `apps.py` (`ready`), so this floor knows none by name.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from shopbell.tickets.addressees import Addressees
    from shopbell.tickets.ticket import Ticket

    from .delivery import Delivery


class DeliveryError(Exception):
    """A provider did not take a message; the text goes to the agent.

    `permanent`: trying again is useless. `is_certain` False: the connection broke where the provider may have
    taken it already, so trying again by itself could send it twice.
    """

    def __init__(self, text: str, *, permanent: bool, is_certain: bool = True):
        super().__init__(text)
        self.permanent = permanent
        self.is_certain = is_certain


class NotYet(DeliveryError):
    """The provider takes no more until a moment: nothing failed, and nothing was tried."""

    def __init__(self, *, until: datetime):
        super().__init__(_("The mail provider accepts no more for now."), permanent=False)
        self.until = until


@dataclass(frozen=True)
class Channel:
    kind: str
    label: str
    icon: str
    deliver: "Callable[[Delivery], str] | None" = None  # returns the provider's id; raises DeliveryError
    turns: Callable[[], int] | None = (
        None  # how many more its provider takes within a minute, where one has a limit
    )
    recipient: "Callable[[Ticket], str] | None" = (
        None  # where a reply goes; raises Refused; default: the ticket's own chat
    )
    # role and address of each whom an agent chose; raises Refused; without it a reply goes to one alone
    addressed: "Callable[[Ticket, Addressees], list[tuple[str, str]]] | None" = None
    archive: "Callable[..., None] | None" = (
        None  # queues a copy of an agent's reply for the shop's own archive
    )
    way_back: "Callable[[Ticket, str], str] | None" = (
        None  # where a customer goes on with a ticket, for a mail to an address; empty: not there
    )
    without_keys: "Callable[[str], str] | None" = (
        None  # words from outside without the channel's links that open something
    )
    answered_by: str = ""  # another channel that carries the replies: a form is answered by e-mail
    is_public: bool = False  # everybody reads what is answered there
    is_rich: bool = False  # carries formatted words and pictures in them
    most_file_bytes: int = 0  # of all files of one message together; 0: no limit
    hold_seconds: int = 0  # how long an agent may take a reply back
    settings: dict = field(default_factory=dict)  # an inbox's own settings and their defaults
    settings_form: str = (
        ""  # dotted path of the form of an inbox's settings page; no inboxes are made without one
    )
    face: str = (
        ""  # dotted path of what shows an inbox's face beside its form, as HTML: (inbox, form, own form)
    )
    tools: str = ""  # template with what can be tried out on an inbox's settings page


CHANNELS: dict[str, Channel] = {}


def register(channel: Channel) -> None:
    CHANNELS[channel.kind] = channel


def ways_back(ticket: "Ticket", recipient: str) -> list[str]:
    """The links by which the customer can go on with `ticket`, for a mail to `recipient` alone to name."""
    links = [channel.way_back(ticket, recipient) for channel in CHANNELS.values() if channel.way_back]
    return [link for link in links if link]


def without_keys(text: str) -> str:
    """`text` from outside without our own links that open something: what quotes our mails is shown in chats."""
    for channel in CHANNELS.values():
        text = channel.without_keys(text) if channel.without_keys and text else text
    return text


def channel_of(kind: str) -> Channel:
    """The channel `kind`; KeyError when no installed package registered it."""
    return CHANNELS[kind]


def answering(kind: str) -> Channel:
    """The channel that carries replies to what came in on `kind`."""
    channel = channel_of(kind)
    return channel_of(channel.answered_by) if channel.answered_by else channel


def is_answered_by_mail(kind: str) -> bool:
    """Whether what comes in on `kind` is written as letters are, and answered by mail."""
    return kind in CHANNELS and answering(kind).kind == "email"
