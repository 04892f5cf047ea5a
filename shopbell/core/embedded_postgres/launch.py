"""Run as a script: step down to an account and become PostgreSQL, in a session that dies with its parent.

    python -I -S launch.py UID GID PARENT command…
    python -I -S launch.py UID GID PARENT reach path…

A process of its own rather than `preexec_fn`, which may deadlock in a program with threads. The
order matters: the kernel forgets the death signal when the user id changes, and the parent may
have died before the signal was asked for. Nothing of Shopbell is imported: only root may be able to read it.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main(uid: int, gid: int, parent: int, command: list[str]) -> int:
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.setsid()
    if os.geteuid() != uid:
        os.setgroups([gid])
        os.setgid(gid)
        os.setuid(uid)
    if command[0] == "reach":
        return 0 if all(map(is_reachable, command[1:])) else 1
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)
    if os.getppid() == parent:
        os.umask(0o077)
        os.chdir("/")
        os.execv(command[0], command)
    return 1


def is_reachable(path: str) -> bool:
    return os.access(path, os.X_OK if os.path.isdir(path) else os.R_OK)


if __name__ == "__main__":
    try:
        sys.exit(main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:]))
    except OSError as error:
        sys.exit(f"launch: {error.strerror}")
