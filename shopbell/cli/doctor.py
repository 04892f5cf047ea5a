"""Look the desk over: data folder, disk, database, jobs, mail; a line each. Exit code 1 when something is wrong."""

import argparse
import os
import platform
import shutil
import socket
from collections.abc import Callable, Iterator
from datetime import timedelta
from urllib.parse import urlsplit

from shopbell.core.embedded_postgres import CannotStart
from shopbell.core.setting import read, read_int

from .desk import data_folder, database, refuse_no_desk, set_up_django
from .migrate import connect, is_up_to_date
from .terminal import note, say

LITTLE_MB = 1024
COUNT_HOLDS = timedelta(days=1)


class Trouble(Exception):
    """What is wrong, as a sentence."""


class Doubt(Exception):
    """What may be meant so and may not, as a sentence; it does not make the desk a sick one."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    pass


def perform(options: argparse.Namespace) -> int:
    if not read("DATABASE_URL"):
        refuse_no_desk()
    found = [report(check) for check in (versions, folder, disk)]
    try:
        with database(note):
            set_up_django()
            connect().close()
            found += [report(check) for check in (database_answers, is_migrated)]
            if all(found[-2:]):  # else the others would ask tables that are not there
                found += [report(check) for check in CHECKS]
    except CannotStart as sentence:
        found.append(False)
        say(f"bad  database: {sentence}")
    return 0 if all(found) else 1


def report(check: Callable[[], str]) -> bool:
    name = check.__name__.replace("_", " ")
    try:
        say(f"ok   {name}: {check()}")
        return True
    except Doubt as doubt:
        say(f"warn {name}: {doubt}")
        return True
    except Trouble as trouble:
        say(f"bad  {name}: {trouble}")
    except Exception as error:
        say(f"bad  {name}: {type(error).__name__}: {error}")
    return False


def versions() -> str:
    from . import own_version

    return f"{own_version()}, Python {platform.python_version()}, {platform.system()} {platform.release()}"


def folder() -> str:
    data = data_folder()
    if not data.is_dir():
        raise Trouble(f"{data} does not exist yet; `bin/shopbell run` makes it")
    if not os.access(data, os.W_OK | os.X_OK):
        raise Trouble(f"{data} cannot be written by this account")
    open_to_all = [name for name in ("secrets", "postgres") if is_open(data / name)]
    if open_to_all:
        raise Trouble(
            f"{' and '.join(open_to_all)} in {data} can be read by other accounts; close them with chmod 700"
        )
    return str(data)


def is_open(path: os.PathLike) -> bool:
    return os.path.exists(path) and bool(os.stat(path).st_mode & 0o077)


def disk() -> str:
    data = data_folder()
    free = shutil.disk_usage(data if data.exists() else data.parent).free // 2**20
    if free < LITTLE_MB:
        raise Trouble(f"only {free} MB are left")
    return f"{free:,} MB are left"


def database_answers() -> str:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version'), current_setting('server_version_num')::int,"
            " pg_size_pretty(pg_database_size(current_database()))"
        )
        version, number, size = cursor.fetchone()
    if number < 140000:
        raise Trouble(f"PostgreSQL {version} is too old; 14 is the oldest that works")
    return f"PostgreSQL {version}, {size}"


def is_migrated() -> str:
    if not is_up_to_date():
        raise Trouble("some tables are missing; the next `bin/shopbell run` makes them")
    return "every table is there"


def files() -> str:
    """Whether attachments and mail can be kept and read, where the settings say."""
    from django.conf import settings

    from shopbell.core import blob
    from shopbell.core.object_store.store import StoreError

    try:
        said = blob.store().look()
    except StoreError as error:
        raise Trouble(str(error)) from None
    if settings.OBJECT_STORE and next(blob.folder().list_keys(), None):
        raise Doubt(f"{said}, and some still in {blob.folder()}; `bin/shopbell move-objects` moves them")
    return said


def virus_scanner() -> str:
    """Whether it answers, where one is named, and whether files wait for it."""
    from django.conf import settings

    from shopbell.core.clamd import Away, version
    from shopbell.core.virus_check import State as Checked
    from shopbell.core.virus_check import VirusCheck, has_scanner

    if not has_scanner():
        return "none; files are handed out unchecked until SHOPBELL_CLAMD names one"
    waiting = VirusCheck.objects.filter(state=Checked.WAITING).count()
    try:
        return f"{version(settings.CLAMD)}; {waiting} files wait"
    except Away as away:
        raise Trouble(f"{away} {waiting} files wait, and answers with files with them") from None


def jobs_flow() -> str:
    from shopbell.core.job import count_by_state

    counts = count_by_state()
    waiting = sum(count for _, state, count in counts if state in {"waiting", "retrying"})
    failed = [f"{count} of {task}" for task, state, count in counts if state == "failed"]
    if failed:
        raise Trouble(
            f"these failed for good: {', '.join(failed)}; {waiting} wait. The log says why. When that is mended, "
            "`bin/shopbell jobs --again` runs them again"
        )
    return f"{waiting} wait, none failed"


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


def seals() -> str:
    """With which key the secrets lie sealed: passwords, second factors, letters that wait."""
    from shopbell.core.sealed import Key
    from shopbell.core.sealed_places import count_by_key

    counts = count_by_key()
    if counts[Key.LOST]:
        raise Trouble(
            f"no key of the desk opens {counts[Key.LOST]} of {counts.total()} sealed secrets; name the earlier key in "
            "SHOPBELL_OLD_SECRET_KEYS, or let their owners set up passwords and second factors anew"
        )
    if old := counts[Key.EARLIER] + counts[Key.NONE]:
        return f"{old} of {counts.total()} secrets want to be sealed with the key of now: `bin/shopbell reseal` does it"
    return f"{counts.total()} secrets, each sealed with the key of now"


# what is asked once the tables are there, in this order
CHECKS = (
    files,
    virus_scanner,
    jobs_flow,
    mail_out,
    mail_in,
    mail_flows,
    mail_counted,
    passwords,
    sign_ins,
    seals,
)
