"""Folders and disks for embedded servers that come and go."""

import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from shopbell.core.embedded_postgres import binaries


@pytest.fixture
def home(tmp_path_factory):
    """An empty folder that every account may pass through: pytest's own are closed."""
    folder = Path(tempfile.mkdtemp(prefix="shopbell-test-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def data(home):
    return home / "data"


@pytest.fixture
def system_folder(home, monkeypatch):
    """What stands for /var/lib/shopbell."""
    monkeypatch.setattr(binaries, "SYSTEM_FOLDER", home / "system")
    return home / "system"


@pytest.fixture
def small_disk(home):
    """A folder on a disk of its own, of 60 MB."""
    disk = home / "disk"
    disk.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=60m,mode=755", "tmpfs", disk], capture_output=True
    )
    if done.returncode:
        pytest.skip("no disk can be mounted here")
    yield disk
    subprocess.run(["umount", "--lazy", disk], check=True)
