"""Look the desk over: data folder, disk, database, jobs, mail; a line each. Exit code 1 when something is wrong."""

import argparse
import os
import platform
import shutil
from collections.abc import Callable

from shopbell.core.embedded_postgres import CannotStart
from shopbell.core.setting import read

from .desk import data_folder, database, refuse_no_desk, set_up_django
from .doctor_finding import Doubt, Trouble
from .doctor_mail import mail_counted, mail_flows, mail_in, mail_out, passwords, sign_ins
from .doctor_search import search_by_meaning
from .migrate import connect, is_up_to_date
from .terminal import note, say

LITTLE_MB = 1024


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


def sums() -> str:
    """Whether what reports keep of each day is what a count of its outcomes says."""
    from shopbell.promises.all_sums import count_summed, differing_days

    if differing := differing_days():
        days = ", ".join(map(str, differing[:5]))
        raise Trouble(
            f"reports tell other numbers than a count for {len(differing)} days ({days}); "
            "`bin/shopbell recount` mends it"
        )
    return f"{count_summed()} days are summed up, each as a count says"


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
    sums,
    search_by_meaning,
)
