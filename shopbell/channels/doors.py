"""The doors to a person: each way to reach the shop that somebody stands behind, with its hours and its usual time
to an answer; a chat where nobody is has that of a message. They keep the language of the page that they are on."""

from collections import Counter
from dataclasses import dataclass

from django.urls import reverse

from .brand import Brand
from .expectation import usuals_at_doors
from .inbox import Inbox
from .opening import opening_of_phone, openings_at_doors
from .registry import channel_of

PAGES = {"chat": "chat-page", "form": "contact"}  # channels with a page of their own, the quickest first


@dataclass(frozen=True)
class Door:
    name: str
    address: str
    opening: str
    usual: str
    opening_address: str  # which says it by a reader's own clock
    icon: str
    inbox: Inbox | None = None  # none stands behind the phone
    is_code: bool = False  # its name is a number or an address: read from left to right everywhere


def doors(language: str) -> list[Door]:
    """Each chat and contact form, the main phone and every address that takes mail, each with its own hours and time.

    A page is called what it is; where there are several of a kind, with its own name besides.
    """
    rows = list(Inbox.objects.filter(is_active=True, channel__in=PAGES | {"email": ""}))
    several = Counter(inbox.channel for inbox in rows)
    order = [*PAGES, "email"]
    rows.sort(key=lambda inbox: (order.index(inbox.channel), inbox.pk))
    openings, usuals = openings_at_doors(rows, ""), usuals_at_doors(rows)
    told = {inbox: (openings[inbox], usuals[inbox], _own_clock(inbox, language)) for inbox in rows}
    pages = [
        _page(inbox, language, told[inbox], is_one=several[inbox.channel] == 1)
        for inbox in rows
        if inbox.channel in PAGES
    ]
    mail = [_mail(inbox, told[inbox]) for inbox in rows if inbox.channel == "email" and inbox.address]
    return [*pages, *_phone(language), *mail]


def _page(inbox: Inbox, language: str, told: tuple[str, str, str], *, is_one: bool) -> Door:
    channel = channel_of(inbox.channel)
    name = str(channel.label) if is_one else f"{channel.label}: {inbox.name}"
    address = f"{reverse(PAGES[inbox.channel], args=[inbox.public_key])}?lang={language}"
    return Door(name, address, *told, icon=channel.icon, inbox=inbox)


def _mail(inbox: Inbox, told: tuple[str, str, str]) -> Door:
    return Door(
        inbox.address,
        f"mailto:{inbox.address}",
        *told,
        icon=channel_of("email").icon,
        inbox=inbox,
        is_code=True,
    )


def _own_clock(inbox: Inbox, language: str) -> str:
    return f"{reverse('opening', args=[inbox.public_key])}?lang={language}"


def _phone(language: str) -> list[Door]:
    """Nobody measures its calls: its time to an answer is its hours."""
    brand = Brand.current()
    if not brand.phone:
        return []
    own = f"{reverse('opening-phone')}?lang={language}"
    return [
        Door(brand.phone, f"tel:{brand.dialled}", opening_of_phone(""), "", own, icon="phone", is_code=True)
    ]
