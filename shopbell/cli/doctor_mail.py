"""What the doctor asks of mail: its doors, its accounts, whether it comes and leaves."""

import socket
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

from shopbell.core.setting import read, read_int

from .doctor_finding import Doubt, Trouble

COUNT_HOLDS = timedelta(days=1)


def mail_out() -> str:
    from django.conf import settings

    from shopbell.demo.shop import is_demo

    if not settings.MAIL_URL:
        kept = f"kept in {settings.OUTBOX}, because SHOPBELL_MAIL_URL is empty"
        if not is_demo():
            raise Doubt(f"{kept}; no customer gets an answer until it is set")
        return kept
    way = f"through {without_secrets(settings.MAIL_URL)}, from {settings.DEFAULT_FROM_EMAIL}"
    if "." not in settings.MAIL_DOMAIN:
        raise Doubt(
            f"{way}: many mail servers refuse what names {settings.MAIL_DOMAIN}. Set SHOPBELL_MAIL_DOMAIN to the "
            "domain of the shop's addresses"
        )
    return way


def without_secrets(address: str) -> str:
    """The server of an SMTP address, or a provider's name: neither a password nor an API key."""
    if "://" not in address:
        return address.partition("?")[0]
    return urlsplit(address).netloc.rpartition("@")[2]


def mail_in() -> str:
    """Whether somebody answers at the doors for mail; they are closed while the desk does not run."""
    found = list(listeners())
    silent = [place for place, answers in found if not answers]
    if silent:
        raise Doubt(f"nothing listens for {'; '.join(silent)}. Does the desk run?")
    places = "; ".join(place for place, _ in found)
    return places or "no listener; mailboxes are fetched as their inboxes say"


def listeners() -> Iterator[tuple[str, bool]]:
    """Each door for mail, and whether it takes connections."""
    host = read("SHOPBELL_SMTP_HOST")
    for kind in ("SMTP", "LMTP"):
        if port := read_int(f"SHOPBELL_{kind}_PORT"):
            yield f"{kind} on {host}, port {port}", is_open_door(host, port)


def is_open_door(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), timeout=5).close()
        return True
    except OSError:
        return False


def mail_counted() -> str:
    """Whether all mail that the servers of the IMAP accounts list is here, by the last count."""
    from django.utils import timezone

    from shopbell.channels.email.models import Mailbox

    mailboxes = Mailbox.objects.select_related("inbox").order_by("pk")
    folders = [folder for mailbox in mailboxes for folder in mailbox.folders() if folder.counted_at]
    gaps = [f"{folder.account.inbox}: {folder.gap}" for folder in folders if folder.gap]
    if gaps:
        raise Trouble(f"{' '.join(gaps)} Have them fetched in the inbox's settings")
    long_ago = timezone.now() - COUNT_HOLDS
    told = [
        f"{folder.account.inbox} (last on {at:%Y-%m-%d %H:%M} UTC)"
        for folder in folders
        if folder.account.is_active and (at := folder.counted_at) and at < long_ago
    ]
    if told:
        raise Trouble(f"these were not counted for a day: {', '.join(told)}. The log says why")
    listed = sum(folder.listed_count for folder in folders)
    return f"{len(folders)} folders of IMAP accounts, {listed:,} mails listed, all of them here"


def mail_flows() -> str:
    """Whether accounts are fetched from, mail leaves, and all that came could be read."""
    from django.utils import timezone

    from shopbell.channels.email.breakdown import find_breakdowns

    if found := list(find_breakdowns(timezone.now())):
        raise Trouble(" ".join(each.words() for each in found))
    return "it comes in, is read and leaves"


def passwords() -> str:
    """Whether the passwords of the IMAP accounts can be read with the desk's key."""
    from shopbell.channels.email.models import Mailbox
    from shopbell.core.sealed import Unreadable

    mailboxes = Mailbox.objects.select_related("inbox").order_by("pk")
    sealed = [mailbox for mailbox in mailboxes if isinstance(mailbox.secret, Unreadable)]
    if sealed:
        names = ", ".join(str(mailbox.inbox) for mailbox in sealed)
        raise Trouble(
            f"the IMAP password of {names} can no longer be read, because SHOPBELL_SECRET_KEY is another one; "
            "write it again in the inbox's settings, or name the earlier key in SHOPBELL_OLD_SECRET_KEYS"
        )
    return f"{len(mailboxes)} kept, each can be read"


def sign_ins() -> str:
    """Whether the services of IMAP accounts without a password still let the desk in."""
    from shopbell.channels.email.models import Grant

    grants = Grant.objects.select_related("mailbox__inbox").order_by("pk")
    if refused := [f"{grant.mailbox.inbox}: {grant.refusal}" for grant in grants if grant.refusal]:
        raise Trouble(" ".join(refused))
    return f"{len(grants)} IMAP accounts are signed in to without a password"
