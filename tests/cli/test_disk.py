import subprocess

import pytest

from shopbell.core.embedded_postgres import Server
from tests.accounts_of_the_machine import only_root
from tests.running_desk import database_processes, run_command

pytestmark = only_root


@pytest.fixture
def small_disk(desk_folder):
    """A folder on a disk of its own, of 200 MB."""
    disk = desk_folder.with_name("disk")
    disk.mkdir(exist_ok=True)
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=200m,mode=755", "tmpfs", disk], capture_output=True
    )
    if done.returncode:
        pytest.skip("no disk can be mounted here")
    yield disk
    subprocess.run(["umount", "--lazy", disk], check=True)


@pytest.mark.parametrize("left_kb", [0, 100, 1000, 4000])
def test_a_disk_that_runs_full_on_the_way_gives_one_sentence(small_disk, port, left_kb):
    with Server(small_disk / "data"):
        pass
    ballast = small_disk / "ballast"
    with ballast.open("wb", buffering=0) as file, pytest.raises(OSError, match="No space"):
        while True:
            file.write(bytes(2**16))
    with ballast.open("r+b") as file:
        file.truncate(max(ballast.stat().st_size - left_kb * 1024, 0))

    tried = run_command("run", "--empty", "--data", small_disk / "data", "--port", port)
    assert tried.returncode == 1
    assert (
        f"shopbell: The disk of {small_disk / 'data'} is full: free some space there and start again."
        in tried.stderr
    )
    assert "Traceback" not in tried.stderr
    assert database_processes(small_disk / "data") == []
