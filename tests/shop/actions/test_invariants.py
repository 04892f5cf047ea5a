"""Whatever is done to orders in whatever order, again, undone or cut off in the middle: nothing is paid back twice, the
money of every method adds up, and so do the pieces of every variant."""

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from shopbell.shop.actions import perform, undo
from tests.shop.actions.any_order import PLACES, Shop


@pytest.mark.django_db
@pytest.mark.requirement("R80")
def test_nothing_is_paid_back_twice_and_everything_adds_up():
    run_state_machine_as_test(
        Shop,
        settings=settings(
            max_examples=10, stateful_step_count=25, deadline=None, derandomize=True, database=None,
            phases=[Phase.generate], suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip


def test_every_place_of_a_crash_is_there():
    for place in PLACES:
        module, name = place.split(".")
        assert hasattr(__import__(f"shopbell.shop.actions.{module}", fromlist=[name]), name)
    assert perform.move_money and undo.void_money
