"""Whoever takes somebody's address in a shop gets into nothing of theirs, and the address finds the orders made with it."""

import pytest

from shopbell.customers.customer import claim_identity, find_or_create_customer
from shopbell.customers.models import Customer, Identity
from shopbell.customers.proof import prove_address
from shopbell.shop.feed.accounts import ShopAccount, feed_accounts
from shopbell.shop.feed.rows import AccountRow, ShopOrderRow
from shopbell.shop.feed.sales import feed_orders
from shopbell.shop.models import Address, Order

MINA, EVE = "mina@shopper.example", "eve@elsewhere.example"


def account(key: str, email: str, **more) -> Customer:
    """What the shop tells of the account `key`; whose it is now."""
    feed_accounts([AccountRow(external_id=key, email=email, **more)], source="woocommerce")
    return ShopAccount.objects.select_related("customer").get(external_id=key).customer


def order(key: str, of: str) -> Order:
    row = ShopOrderRow(external_id=key, account=of, status="pending", currency="EUR", total_cents=100)
    feed_orders([row], source="woocommerce")
    return Order.objects.get(source="woocommerce", external_id=key)


def sender(address: str) -> Customer:
    """Whose a mail from this address is."""
    return find_or_create_customer("email", address, source="email")


def test_orders_made_with_an_address_are_its_owners(mina):
    assert account("9", MINA) == mina and order("1", "9").customer == mina


@pytest.mark.parametrize("is_proved", [False, True])
def test_whoever_registers_with_somebodys_address_and_changes_it_has_nothing_of_theirs(mina, is_proved):
    account("9", MINA)
    made = order("1", "9")

    eve = account("9", EVE, email_verified=is_proved)

    made.refresh_from_db()
    assert eve != mina and made.customer == eve and sender(EVE) == eve
    assert not mina.identities.filter(value=EVE).exists() and sender(MINA) == mina
    assert eve.identities.get().is_verified is is_proved


def test_what_other_accounts_made_stays_when_one_goes(mina):
    account("8", MINA, email_verified=True), account("9", MINA)
    kept = order("1", "8")

    account("9", EVE)

    kept.refresh_from_db()
    assert kept.customer == mina


def test_an_account_that_proves_nothing_says_nothing_of_a_known_customer(mina):
    account("9", MINA)
    account("9", MINA, name="Eve", city="Ghent", phone="+33612345678", address={"line1": "Quai 1"})

    mina.refresh_from_db()
    assert (mina.name, mina.city) == ("Mina Okafor", "")
    assert not Address.objects.exists() and mina.identities.count() == 1


def test_an_address_nobody_knew_is_claimed_and_whoever_writes_from_it_is_known(db):
    nia = account("9", "nia@shopper.example", name="Nia", phone="+33612345678")

    assert not nia.identities.filter(verified_at__isnull=False).exists()
    assert sender("nia@shopper.example") == nia
    assert find_or_create_customer("phone", "+33612345678") != nia


def test_the_owner_of_a_claimed_address_never_meets_whoever_claimed_it_first(db):
    account("9", "nia@shopper.example")
    nia = sender("nia@shopper.example")

    eve = account("9", EVE)

    assert eve != nia == sender("nia@shopper.example") and sender(EVE) == eve


def test_accounts_and_guests_of_one_address_are_one_customer(db):
    first = account("guest-1", "nia@shopper.example", is_aside=True, phone="+33612345678")

    assert account("9", "nia@shopper.example") == first == account("10", "nia@shopper.example")
    assert Customer.objects.count() == 1 == Identity.objects.filter(kind="email").count()


def test_two_accounts_that_come_at_once_are_one_customer(db):
    rows = [AccountRow(external_id=key, email="nia@shopper.example") for key in ("guest-1", "9")]

    feed_accounts(rows, source="woocommerce")

    assert Customer.objects.count() == 1


def test_whoever_has_written_before_finds_their_orders(db):
    nia = sender("nia@shopper.example")

    assert account("9", "nia@shopper.example") == nia
    assert nia.identities.get().source == "shop"


def test_what_was_typed_into_a_chat_finds_no_orders(mina):
    eve = Customer.objects.create(name="Eve")
    claim_identity(eve, "email", "nia@shopper.example", source="chat")

    assert account("9", "nia@shopper.example") != eve


def test_an_address_among_others_that_somebody_only_claims_finds_no_orders(mina):
    claim_identity(mina, "email", "nia@shopper.example", source="agent")

    assert account("9", "nia@shopper.example") != mina


def test_an_account_that_the_shop_has_proved_keeps_its_customer(mina):
    account("9", MINA, email_verified=True)

    assert account("9", "mina@new.example") == mina
    assert not mina.identities.filter(value="mina@new.example").exists()
    assert account("9", "mina@new.example", email_verified=True) == mina
    assert mina.identities.get(value="mina@new.example").is_verified


def test_an_account_that_is_proved_later_is_its_customers_for_good(db):
    nia = account("9", "nia@shopper.example")
    account("9", "nia@shopper.example", email_verified=True)

    assert account("9", "nia@new.example", email_verified=True) == nia
    assert nia.identities.filter(verified_at__isnull=False).count() == 2


def test_whoever_proves_the_address_has_the_orders(mina):
    nia = account("9", "nia@shopper.example", phone="+33612345678")
    made = order("1", "9")

    prove_address(mina, "nia@shopper.example", source="email", reason="Answered.")

    made.refresh_from_db(), nia.refresh_from_db()
    assert made.customer == mina == nia.merged_into


def test_an_account_that_gets_its_address_later_is_known_by_it(db):
    nobody = account("9", "")

    assert account("9", "nia@shopper.example") == nobody == sender("nia@shopper.example")
