"""The database files: made once by initdb, whole or not at all, in `postgres` of the data folder.

Where the server's account cannot enter the data folder, `postgres` is a link to a
folder in /var/lib/shopbell. The files belong to one major version of PostgreSQL.
"""

import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from . import binaries
from .account import Account
from .cannot_start import CannotStart, no_space, sentences_about
from .folder import check_free_space, kept_password, make

ROLE = DATABASE = "shopbell"
TELLING = ("FATAL", "PANIC", "error:", "launch:")
# Sorting and case by code point, the same on every machine; pages sort for people with their own collations.
LOCALE = ("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")


def prepare(data: Path, account: Account, *, durable: bool, say: Callable[[str], None]) -> Path:
    """The real folder of the database files, made if missing, ready for a server run by `account`."""
    link = data / "postgres"
    with sentences_about(data):
        if not link.exists() and not link.is_symlink():
            check_free_space(data)
            say("Making the database.")
            make_cluster(data, account, durable=durable)
    cluster = link.resolve()
    check(link, cluster, account)
    return cluster


def check(link: Path, cluster: Path, account: Account) -> None:
    """CannotStart when these files are not for this server or this account."""
    if not link.exists():
        raise CannotStart(
            f"{link} points to {cluster}, which is gone: put it back from a backup, or remove the link to begin anew."
        )
    if account.is_own and cluster.stat().st_uid != account.uid:
        raise CannotStart(
            f"The database in {cluster} belongs to another user: start Shopbell as that user or as root."
        )
    version = (cluster / "PG_VERSION").read_text().strip() if (cluster / "PG_VERSION").exists() else ""
    if version != str(binaries.MAJOR):
        raise CannotStart(
            f"The database in {cluster} is of PostgreSQL {version or '(no version found)'} and this Shopbell brings "
            f"{binaries.MAJOR}: start it with the Shopbell that made it and move the data with pg_dump, "
            "or name another folder with --data."
        )
    if not account.is_own:
        if cluster.stat().st_uid != account.uid:  # copied or unpacked by root
            account.own(cluster)
        if not account.can_reach(cluster):
            raise CannotStart(
                f"The database in {cluster} lies where the account that runs PostgreSQL may not go: "
                "move the data folder to a place that is open to pass through, or start as the folder's owner."
            )


def make_cluster(data: Path, account: Account, *, durable: bool) -> None:
    """initdb in a folder beside the final place, then move it there: an interrupted start leaves nothing half made."""
    link = data / "postgres"
    if account.can_reach(data):
        home, cluster = None, link
    else:
        make(binaries.SYSTEM_FOLDER, 0o755)
        home = binaries.SYSTEM_FOLDER / secrets.token_hex(8)
        make(home, 0o711)
        cluster = home / "cluster"
    fresh = cluster.with_name("postgres.new")
    shutil.rmtree(fresh, ignore_errors=True)
    try:
        make(fresh, 0o700)
        account.own(fresh)
        run_initdb(data, fresh, account, durable=durable)
        fresh.rename(cluster)
        if home:
            link.symlink_to(cluster)
    except BaseException:
        shutil.rmtree(home or fresh, ignore_errors=True)
        raise


def run_initdb(data: Path, folder: Path, account: Account, *, durable: bool) -> None:
    programs = binaries.reachable_by(account)
    with tempfile.NamedTemporaryFile("w") as password:  # a file of the account's, gone a moment later
        password.write(kept_password(data))
        password.flush()
        os.chown(password.name, account.uid, account.gid)
        done = subprocess.run(
            account.command(
                programs / "bin" / "initdb", "-D", folder, "-U", ROLE, f"--pwfile={password.name}",
                "--auth=scram-sha-256", "--data-checksums", "--no-instructions", *LOCALE,
                *([] if durable else ["--no-sync"]),
            ),
            env=environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
        )  # fmt: skip
    if done.returncode:
        raise reason(done.stderr, data, "PostgreSQL could not make its database")


def environment() -> dict[str, str]:
    """All that the server's programs may see of ours: no HOME, no locale, no PGDATA of somebody's shell."""
    return {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


def reason(output: str, data: Path, what: str) -> CannotStart:
    """The sentence for what PostgreSQL printed before it gave up."""
    if "No space left on device" in output or "Disk quota exceeded" in output:
        return no_space(data)
    if shutil.disk_usage(data).free < 2**20:  # its own log could not be written either
        return no_space(data)
    if "could not look up effective user ID" in output:
        return CannotStart(
            f"The user id {os.geteuid()} has no account on this machine and PostgreSQL needs one: "
            "add it to /etc/passwd, or start Shopbell as another user."
        )
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    telling = [line for line in lines if any(word in line for word in TELLING)]
    return CannotStart(f"{what}: {(telling or lines or ['it said nothing'])[-1]}")
