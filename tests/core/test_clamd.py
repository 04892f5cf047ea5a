"""Asking clamd: what it says, and all the ways in which it does not say it."""

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from shopbell.core import clamd
from shopbell.core.clamd import Away, CannotScan, scan, version

from ..fakes.clamd import VIRUS, FakeClamd

CONFIGURATION = """
LocalSocket {folder}/clamd.sock
DatabaseDirectory {folder}
Foreground yes
StreamMaxLength 2M
User {user}
"""


@pytest.fixture
def fake():
    server = FakeClamd()
    yield server
    server.close()


def test_a_clean_file_has_no_virus(fake):
    assert scan(fake.address, [b"Dear", b"", b" Mina"]) == ""
    assert fake.seen == [b"Dear Mina"]
    assert version(fake.address).startswith("ClamAV")


def test_a_virus_is_named(fake):
    assert scan(fake.address, [b"x" * 70_000, VIRUS]) == "Shopbell.Test.UNOFFICIAL"


def test_a_file_that_is_too_large_cannot_be_scanned(fake):
    with pytest.raises(CannotScan, match="size limit"):
        scan(fake.address, [b"x" * 50_000] * 100)


@pytest.mark.parametrize("manner", ["away", "dies", "odd", "silent"])
def test_whatever_else_it_does_it_is_away(fake, manner, monkeypatch):
    monkeypatch.setattr(clamd, "ANSWER_SECONDS", 0.3)
    fake.manner = manner

    with pytest.raises(Away):
        scan(fake.address, [b"x" * 80_000])


@pytest.mark.parametrize("address", ["127.0.0.1:1", "/nowhere/clamd.sock"])
def test_nobody_there_is_away(address):
    for ask in (lambda: scan(address, [b"x"]), lambda: version(address)):
        with pytest.raises(Away):
            ask()


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    """A clamd of the machine's, with a signature of ours and no other."""
    program = shutil.which("clamd") or ("/usr/sbin/clamd" if os.path.exists("/usr/sbin/clamd") else "")
    if not program:
        pytest.skip("clamd is not installed here (Debian: clamav-daemon)")
    folder = tmp_path_factory.mktemp("clam")
    os.chmod(folder, 0o777)  # noqa: S103 (it may give up being root)
    (folder / "own.ndb").write_text(f"Shopbell.Test:0:*:{VIRUS.hex()}\n")
    (folder / "clamd.conf").write_text(
        CONFIGURATION.format(folder=folder, user="root" if os.getuid() == 0 else "")
    )
    said = Path(folder / "said").open("wb")  # noqa: SIM115
    process = subprocess.Popen([program, "-c", str(folder / "clamd.conf")], stdout=said, stderr=said)
    address = str(folder / "clamd.sock")
    for _ in range(300):
        try:
            version(address)
            break
        except Away:
            assert process.poll() is None, (folder / "said").read_text()
            time.sleep(0.1)
    yield address
    process.terminate()
    process.wait(20)


def test_the_real_one_says_the_same(real):
    assert scan(real, [b"Dear Mina"]) == ""
    assert scan(real, [b"x" * 70_000, VIRUS]) == "Shopbell.Test.UNOFFICIAL"
    assert version(real).startswith("ClamAV")


def test_the_real_one_refuses_what_is_too_large(real):
    with pytest.raises(CannotScan):
        scan(real, [b"x" * 500_000] * 10)
