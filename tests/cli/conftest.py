"""A real shop's desk, migrated once for each file, whose tests start and stop it in turn."""

import shutil
import tempfile
from pathlib import Path

import pytest

from tests.running_desk import Desk, environment, free_port


@pytest.fixture(scope="module")
def desk_folder():
    """A data folder in a place that every account may pass through."""
    home = Path(tempfile.mkdtemp(prefix="shopbell-desk-", dir="/tmp"))
    home.chmod(0o755)
    yield home / "data"
    shutil.rmtree(home)


@pytest.fixture
def port():
    return free_port()


@pytest.fixture
def start(desk_folder, port):
    """Start a desk on the folder; whatever still runs at the end of the test is stopped."""
    desks = []

    def start(*words, env=None, **more) -> Desk:
        given = {"--data": desk_folder, "--port": port}
        pairs = [word for pair in given.items() if pair[0] not in words for word in pair]
        desks.append(Desk("run", "--empty", *pairs, *words, env=env or environment(), **more))
        return desks[-1]

    yield start
    for desk in desks:
        if desk.process.poll() is None:
            desk.stop()
