"""Who runs PostgreSQL: we ourselves, or a system account of its own when we are root.

PostgreSQL never runs as root, and `nobody` is shared with strangers. The trap is
what that account may reach: a clone below /root is closed to it.
"""

import os
import pwd
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from .cannot_start import CannotStart

NAME = "shopbell-postgres"
LAUNCH = Path(__file__).with_name("launch.py")


@dataclass(frozen=True)
class Account:
    """An account to step down to. Our own when `uid` is ours."""

    uid: int
    gid: int

    @property
    def is_own(self) -> bool:
        return self.uid == os.geteuid()

    def command(self, *command: str | Path) -> list[str]:
        """The command line that runs `command` as this account, in a session of its own, until we die."""
        # -I -S: the account may not be able to read our packages, and needs none of them
        head = [sys.executable, "-I", "-S", str(LAUNCH), str(self.uid), str(self.gid), str(os.getpid())]
        return head + [str(part) for part in command]

    def can_reach(self, *paths: Path) -> bool:
        """Whether this account may pass through (a folder) or read (a file) every one of `paths`."""
        return self.is_own or subprocess.run(self.command("reach", *paths), check=False).returncode == 0

    def own(self, folder: Path) -> None:
        """Make `folder` (a real one, ours) and all in it belong to this account."""
        if self.is_own:
            return
        for root, folders, files in os.walk(folder):
            for name in [".", *folders, *files]:
                os.chown(os.path.join(root, name), self.uid, self.gid, follow_symlinks=False)


def account_for(data: Path) -> Account:
    """The account that runs the server of this data folder.

    Started as root on the folder of an ordinary person (sudo), the server stays
    that person's, so that the next start without sudo works as well.
    """
    own = Account(os.geteuid(), os.getegid())
    if own.uid != 0:
        return own
    try:
        cluster, folder = (data / "postgres").stat(), data.stat()
    except (FileNotFoundError, NotADirectoryError):
        return dedicated()
    if cluster.st_uid == folder.st_uid != 0:
        return Account(cluster.st_uid, cluster.st_gid)
    return dedicated()


def dedicated() -> Account:
    """The system account of the embedded servers, made when it is missing."""
    try:
        entry = pwd.getpwnam(NAME)
    except KeyError:
        make_account()
        try:
            entry = pwd.getpwnam(NAME)
        except KeyError:
            raise CannotStart(
                f"PostgreSQL does not run as root and the system account {NAME} could not be made: "
                "make it by hand, or start Shopbell as an ordinary user."
            ) from None
    return Account(entry.pw_uid, entry.pw_gid)


def make_account() -> None:
    """Ask the system for the account; two that ask at once both find it afterwards."""
    shell = shutil.which("nologin", path="/usr/sbin:/sbin:/usr/bin:/bin") or "/bin/false"
    path = "/usr/sbin:/sbin:/usr/bin:/bin"
    if useradd := shutil.which("useradd", path=path):
        run(
            [
                useradd,
                "--system",
                "--user-group",
                "--no-create-home",
                "--home-dir",
                "/nonexistent",
                "--shell",
                shell,
                NAME,
            ]
        )
    elif adduser := shutil.which("adduser", path=path):  # busybox
        if addgroup := shutil.which("addgroup", path=path):
            run([addgroup, "-S", NAME])
        run([adduser, "-S", "-D", "-H", "-h", "/nonexistent", "-s", shell, "-G", NAME, NAME])


def run(command: list[str]) -> None:
    subprocess.run(
        command, check=False, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
