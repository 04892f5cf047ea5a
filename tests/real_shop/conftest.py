"""One Vendure for all of these tests; each has a shop of its own in it."""

import pytest

from .vendure import vendure


@pytest.fixture(scope="session")
def server():
    with vendure() as server:
        yield server
