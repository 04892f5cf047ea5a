import pytest

from shopbell.promises.goal_policy import GoalPolicy, GoalPolicyVersion
from tests.wall_clock import WallClock, hang


@pytest.fixture
def wall():
    """The clock on the wall, at nine on a Monday until the test lets time pass."""
    clock = WallClock()
    patch = hang(clock)
    yield clock
    patch.undo()


@pytest.fixture
def policy(wall) -> GoalPolicy:
    """E-mail is to be answered within a minute, which was meant to be a day."""
    GoalPolicy.objects.all().delete()
    return GoalPolicy.objects.create(name="Mail", first_reply_seconds=60, counts="always")


@pytest.fixture
def wrong(policy) -> GoalPolicyVersion:
    return policy.versions.get()
