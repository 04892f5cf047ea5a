import pytest

from tests.wall_clock import WallClock, hang


@pytest.fixture
def wall():
    """The clock on the wall, at nine on a Monday until the test lets time pass."""
    clock = WallClock()
    patch = hang(clock)
    yield clock
    patch.undo()
