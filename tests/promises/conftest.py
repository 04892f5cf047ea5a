import pytest
from django.utils import timezone

from shopbell.channels.inbox import set_inbox
from shopbell.promises.goal_policy import GoalPolicy, GoalPolicyVersion
from shopbell.promises.promise import make_promise
from tests.promises.told_promise import HOUR
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


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def waiting(late_parcel, care, mina):
    """Mina's mail, which came in by Care; she lives in Berlin."""
    mina.time_zone, mina.language = "Europe/Berlin", "en"
    mina.save()
    set_inbox(late_parcel, care)
    return late_parcel


@pytest.fixture
def promised(waiting, now):
    return make_promise(waiting, now + 8 * HOUR)
