import pytest
from django.utils import timezone

from shopbell.customers.customer import claim_identity, find_or_create_customer
from shopbell.customers.likeness import likeness_of
from shopbell.customers.merge import merge_customers
from shopbell.customers.models import Customer
from shopbell.customers.search import find_customers


@pytest.fixture
def known(mina, theo):
    claim_identity(mina, "phone", "+33612345678", source="chat")
    claim_identity(theo, "handle", "theo.brandt", source="instagram")
    return mina, theo


@pytest.mark.parametrize(
    "query, names",
    [
        ("mina", ["Mina Okafor"]),
        ("OKA", ["Mina Okafor"]),
        ("okafor mi", ["Mina Okafor"]),
        ("theo@shop", ["Theo Brandt"]),
        ("+3361", ["Mina Okafor"]),
        ("@theo.b", ["Theo Brandt"]),
        ("okafor theo", []),
        ("kafor", []),
        ("' & | ! :* \\ %", []),
        ("\0", ["Theo Brandt", "Mina Okafor"]),
    ],
)
def test_a_customer_is_found_by_how_a_name_or_an_identity_begins(known, bo, query, names):
    found = find_customers(bo, query).order_by("-pk")

    assert [customer.name for customer in found] == names


def test_who_is_known_by_a_browser_alone_is_not_listed(known, bo):
    find_or_create_customer("visitor", "a-browser")

    assert find_customers(bo, "").count() == 2


def test_who_was_merged_away_is_not_found(known, bo):
    merge_customers(*known, by=bo)

    assert [customer.name for customer in find_customers(bo, "theo")] == ["Mina Okafor"]


def test_a_claimed_address_hints_at_who_proved_it(mina, bo):
    stranger, _ = Customer.objects.get_or_create(name="")
    claim_identity(stranger, "email", "Mina@Shopper.example", source="form")

    assert likeness_of(stranger) == mina
    assert likeness_of(mina) is None


def test_two_who_only_claim_an_address_hint_at_nobody(db):
    one, other = Customer.objects.create(name="One"), Customer.objects.create(name="Other")
    for person in (one, other):
        claim_identity(person, "email", "shared@x.example", source="form")

    assert likeness_of(one) is None


def test_a_proved_address_cannot_be_proved_again_by_another(mina, theo):
    claim_identity(theo, "email", "mina@shopper.example", source="chat", verified_at=timezone.now())

    assert not theo.identities.get(value="mina@shopper.example").is_verified
