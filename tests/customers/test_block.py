"""A block is about an identity: for a while or for good, listed, lifted, and never more than that."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.core.errors import Refused
from shopbell.customers.block import (
    Block,
    block_customer,
    is_blocked,
    is_customer_blocked,
    lift_block,
    unblock_customer,
)
from shopbell.customers.customer import claim_identity
from shopbell.customers.models import Customer


def test_all_that_a_customer_is_known_by_is_blocked_and_nothing_else(mina, theo, ada):
    claim_identity(mina, "phone", "+33 1 23 45 67 89", source="agent")

    block_customer(mina, reason="Threats", by=ada)

    assert is_blocked("email", "mina@shopper.example") and is_blocked("phone", "+33123456789")
    assert is_customer_blocked(mina.pk) and not is_customer_blocked(theo.pk)


def test_a_block_ends_by_itself(mina, ada):
    block_customer(mina, until=timezone.now() + timedelta(days=1), by=ada)
    assert is_customer_blocked(mina.pk)

    Block.objects.update(until=timezone.now() - timedelta(seconds=1))

    assert not is_customer_blocked(mina.pk) and not Block.objects.in_force(timezone.now()).exists()


def test_blocking_again_says_why_and_until_when_anew(mina, ada, bo):
    block_customer(mina, reason="Threats", by=ada)
    block_customer(mina, reason="Fraud", by=bo)

    block = Block.objects.get()
    assert (block.reason, block.agent, block.until) == ("Fraud", bo, None)


def test_lifting_lets_in_again_and_twice_changes_nothing(mina, ada):
    [block] = block_customer(mina, by=ada)

    lift_block(block)
    lift_block(block)
    assert not is_customer_blocked(mina.pk)

    block_customer(mina, by=ada)
    assert (unblock_customer(mina), unblock_customer(mina)) == (1, 0)


def test_a_day_in_the_past_and_a_customer_without_identity_are_refused(mina, ada):
    with pytest.raises(Refused, match="in the future"):
        block_customer(mina, until=timezone.now(), by=ada)
    with pytest.raises(Refused, match="Nothing is known"):
        block_customer(Customer.objects.create(name="Nobody"), by=ada)


def test_settings_let_in_again(desk, mina, ada):
    [block] = block_customer(mina, reason="Threats", by=ada)

    page = desk(ada).post(f"/desk/settings/blocks/{block.pk}/lift/", follow=True).content.decode()

    assert "Mina Okafor may write again." in page and "Nobody is blocked" in page
