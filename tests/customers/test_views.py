import pytest
from django.utils import timezone

from shopbell.accounts.models import Role
from shopbell.customers.customer import claim_identity
from shopbell.customers.models import Customer, CustomerMerge
from shopbell.shop.address import make_default
from shopbell.shop.models import Voucher


@pytest.fixture
def stranger_of_orders(bo):
    """Bo without a look at customers."""
    bo.role = Role.objects.create(name="Notes only", permissions=["ticket:read_team", "ticket:note"])
    bo.save()
    return bo


@pytest.mark.requirement("R66", "R72")
def test_a_customer_s_page_tells_what_is_known_of_them(desk, bo, mina, late_parcel):
    mina.background, mina.preferences = "Has two cats.", "Wears a 41."
    mina.opportunity = "Furnishes a flat in May."
    mina.save()

    page = desk(bo).get(f"/desk/customers/{mina.pk}/").content.decode()

    for words in (
        "Mina Okafor",
        "mina@shopper.example",
        "verified",
        "Has two cats.",
        "Wears a 41.",
        "in May",
        "Where is my",
    ):
        assert words in page


def test_vouchers_and_addresses_stand_with_the_orders(desk, bo, mina):
    Voucher.objects.create(customer=mina, code="GOOD-2345", amount_cents=500, currency="EUR")
    Voucher.objects.create(
        customer=mina, code="BACK-2345", amount_cents=500, currency="EUR", withdrawn_at=timezone.now()
    )
    make_default(mina, {"line1": "Quai 1", "city": "Lyon"})
    bo.role = Role.objects.create(name="Sees orders", permissions=["customer:read", "order:read"])
    bo.save()

    page = desk(bo).get(f"/desk/customers/{mina.pk}/").content.decode()
    assert "GOOD-2345" in page and "BACK-2345" not in page and "Quai 1, Lyon" in page

    bo.role = Role.objects.create(name="Sees none", permissions=["customer:read"])
    bo.save()
    page = desk(bo).get(f"/desk/customers/{mina.pk}/").content.decode()
    assert "GOOD-2345" not in page and "Quai 1" not in page


def test_another_team_s_agent_sees_the_customer_but_not_the_ticket(desk, cy, mina, late_parcel):
    page = desk(cy).get(f"/desk/customers/{mina.pk}/").content.decode()

    assert "Mina Okafor" in page and "Where is my parcel?" not in page


def test_what_is_known_is_changed(desk, bo, mina):
    data = {
        "name": "Mina O.",
        "language": "fr",
        "time_zone": "Europe/Paris",
        "city": "Lyon",
        "country": "FR",
        "background": "Prefers chat.",
        "preferences": "No plastic.",
        "opportunity": "A second lamp.",
    }

    page = desk(bo).post(f"/desk/customers/{mina.pk}/edit/", data)

    mina.refresh_from_db()
    assert page.url == f"/desk/customers/{mina.pk}/"
    assert (mina.name, mina.background, mina.time_zone) == ("Mina O.", "Prefers chat.", "Europe/Paris")
    assert (mina.preferences, mina.opportunity) == ("No plastic.", "A second lamp.")


def test_a_language_that_is_in_no_list_stays_when_the_rest_is_changed(desk, bo, mina):
    mina.language = "en-XX"
    mina.save()

    page = desk(bo).post(f"/desk/customers/{mina.pk}/edit/", {"name": "Mina O.", "language": "en-XX"})

    mina.refresh_from_db()
    assert page.status_code == 302 and (mina.name, mina.language) == ("Mina O.", "en-XX")


def test_a_value_that_does_not_fit_comes_back_with_its_form(desk, bo, mina):
    page = desk(bo).post(f"/desk/customers/{mina.pk}/edit/", {"name": "x" * 301})

    assert page.status_code == 422


def test_two_customers_are_merged_and_taken_apart(desk, bo, mina, theo, wrong_size):
    browser = desk(bo)
    assert "Theo Brandt" in browser.get(f"/desk/customers/{mina.pk}/merge/?q=theo").content.decode()

    browser.post(f"/desk/customers/{mina.pk}/merge/", {"with": theo.pk})
    page = browser.get(f"/desk/customers/{mina.pk}/").content.decode()
    assert "The shirt is too small" in page and "Take back" in page
    assert browser.get(f"/desk/customers/{theo.pk}/").headers["Location"] == f"/desk/customers/{mina.pk}/"

    browser.post(f"/desk/merges/{CustomerMerge.objects.get().pk}/undo/")
    assert "The shirt is too small" in browser.get(f"/desk/customers/{theo.pk}/").content.decode()


def test_the_page_says_who_a_customer_may_be(desk, bo, mina):
    stranger = Customer.objects.create(name="M.")
    claim_identity(stranger, "email", "mina@shopper.example", source="form")

    page = desk(bo).get(f"/desk/customers/{stranger.pk}/").content.decode()

    assert "May be" in page and f"/desk/customers/{stranger.pk}/merge/?with={mina.pk}" in page


def test_without_the_permission_there_are_no_customers(desk, stranger_of_orders, mina):
    browser = desk(stranger_of_orders)

    for address in ("", f"{mina.pk}/", f"{mina.pk}/edit/", f"{mina.pk}/merge/"):
        assert browser.get(f"/desk/customers/{address}").status_code == 403
