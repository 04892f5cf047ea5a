"""Request Tracker's mail gateway, where the machine has it from Debian: what the benchmark of mail is compared with.

Its gateway is a program that is started once for each mail and hands it to RT's own server by HTTP, as a mail server
does it. The benchmark installs nothing into the machine: RT needs its configuration in /etc and a database of its own.
"""

import shutil
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

NAME = "Request Tracker"
MAILS = 30  # of some half a second each
ADDRESSES = ["http://127.0.0.1:8080", "http://127.0.0.1/rt"]
SERVER = "/usr/share/request-tracker5/libexec/rt-server --port 8080"
INSTALL = f"apt-get install rt5-standalone rt5-db-sqlite rt5-clients, WebPath empty, then {SERVER}"


class NotHere(Exception):
    """It cannot be measured on this machine; the text says why."""


def mails_per_second(url: str, raws: list[bytes], folder: Path) -> float:
    """The rate at which it makes tickets of mails, by the server that runs on this machine already."""
    gateway = shutil.which("rt-mailgate-5") or shutil.which("rt-mailgate")
    if gateway is None:
        raise NotHere(f"it is not installed here ({INSTALL}).")
    server = next((address for address in ADDRESSES if _answers(address)), None)
    if server is None:
        raise NotHere("its server does not run: " + SERVER)
    begun = time.monotonic()
    for raw in raws[:MAILS]:
        command = [gateway, "--queue", "General", "--action", "correspond", "--url", server]
        if subprocess.run(command, input=raw, capture_output=True).returncode:
            raise NotHere("its gateway refused a mail: the queue General must let everyone create tickets")
    return MAILS / (time.monotonic() - begun)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5):  # noqa: S310 (this machine's)
            return True
    except (urllib.error.URLError, OSError):
        return False
