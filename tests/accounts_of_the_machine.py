"""Other accounts of this machine, for proofs of what they may and may not do. Only root can step into them."""

import os
import pwd
import shutil
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

ROOT = Path(__file__).resolve().parent.parent
SITE = Path(psycopg.__file__).resolve().parent.parent
only_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can act as another account")


def account(name: str = "nobody") -> dict:
    """Words for subprocess that make it run as that account."""
    entry = pwd.getpwnam(name)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": [], "cwd": "/"}


def open_python() -> str:
    """A Python of this very version that every account may run; the test is skipped when there is none."""
    name = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    for python in (sys.executable, shutil.which(name, path="/usr/bin:/usr/local/bin:/bin")):
        if python and subprocess.run(["/bin/sh", "-c", f"{python} -c ''"], **account()).returncode == 0:
            return python
    pytest.skip(f"no {name} here that every account may run")


def run_as_stranger(code: str, *words: object) -> subprocess.CompletedProcess:
    """Run `code` as an account that is neither ours nor the server's, with a bare Python."""
    command = [open_python(), "-I", "-S", "-c", code, *map(str, words)]
    return subprocess.run(command, **account(), env={}, capture_output=True, text=True, check=False)


def environment() -> dict[str, str]:
    """What another account needs to run our code with `open_python`; the test is skipped when it may not read it."""
    for folder in (ROOT / "shopbell", SITE / "psycopg"):
        if subprocess.run(["/bin/ls", folder], **account(), capture_output=True).returncode:
            pytest.skip(f"{folder} is closed to other accounts")
    return {"PYTHONPATH": f"{ROOT}:{SITE}"}
