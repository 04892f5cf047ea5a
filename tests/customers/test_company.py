"""Companies: domains that suggest members, never free mail; joining, leaving and what stands together."""

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from shopbell.core.errors import Refused
from shopbell.customers.company import (
    Company,
    candidates_of,
    company_of,
    delete_company,
    join_company,
    leave_company,
    read_domain,
    save_company,
    suggested_company,
)
from shopbell.customers.customer import claim_identity
from shopbell.customers.free_mail import is_free_mail
from shopbell.customers.merge import merge_customers, undo_merge
from shopbell.customers.models import Customer
from shopbell.customers.views import company as company_views
from tests.two_connections import held_up_by_us


@pytest.fixture
def wexmoor(db):
    return save_company(Company(), "Wexmoor", ["shopper.example"])


@pytest.mark.parametrize("domain", ["gmail.com", "yahoo.co.uk", "gmx.at", "web.de", "qq.com", "free.fr"])
def test_where_anybody_gets_an_address_nobody_is_a_company(db, domain):
    assert is_free_mail(domain)
    with pytest.raises(Refused, match="anybody gets an address"):
        save_company(Company(), "Anybody", [domain])


@pytest.mark.parametrize(
    "domain", ["wexmoor.example", "gmail.wexmoor.example", "yahoo-reisen.de", "qq.com.example"]
)
def test_a_domain_of_its_own_is_no_free_mail(domain):
    assert not is_free_mail(domain)


@given(text=st.text(max_size=60))
def test_whatever_is_typed_is_a_domain_or_refused(text):
    try:
        domain = read_domain(text)
    except Refused:
        return
    assert read_domain(domain) == domain


def test_a_domain_may_be_typed_as_an_address(db):
    wexmoor = save_company(
        Company(), " Wexmoor  Ltd ", ["@Wexmoor.Example", "info@wexmoor.example", "shop.example"]
    )

    assert wexmoor.name == "Wexmoor Ltd"
    assert [str(each) for each in wexmoor.domains.all()] == ["shop.example", "wexmoor.example"]


def test_a_name_and_a_domain_belong_to_one_company(wexmoor):
    with pytest.raises(Refused, match="of this name already"):
        save_company(Company(), "wexmoor", [])
    with pytest.raises(Refused, match="a domain of Wexmoor"):
        save_company(Company(), "Other", ["shopper.example"])
    with pytest.raises(Refused, match="Give the company a name"):
        save_company(Company(), " ", [])


@pytest.mark.django_db(transaction=True)
def test_of_two_who_claim_a_domain_at_once_the_second_hears_whose_it_is():
    with held_up_by_us(
        save_company, Company(), "Second", ["b.example", "a.example", "own.example"]
    ) as second:
        save_company(Company(), "First", ["a.example", "b.example"])

    assert "a.example is a domain of First" in str(second[0].outcome())
    assert [str(each) for each in Company.objects.get().domains.all()] == ["a.example", "b.example"]


def test_a_verified_address_at_its_domain_suggests_a_company_and_a_claim_does_not(wexmoor, mina):
    claims = Customer.objects.create(name="Claims")
    claim_identity(claims, "email", "x@shopper.example", source="form")

    assert suggested_company(mina) == wexmoor
    assert suggested_company(claims) is None
    assert list(candidates_of(wexmoor)) == [mina]


def test_an_address_at_a_longer_domain_suggests_nothing(wexmoor):
    other = Customer.objects.create(name="Other")
    claim_identity(other, "email", "x@notshopper.example", source="shop", verified_at=timezone.now())

    assert list(candidates_of(wexmoor)) == [] and suggested_company(other) is None


def test_joining_says_which_company_was_left(wexmoor, mina, bo):
    other = save_company(Company(), "Other", [])

    assert join_company(mina, wexmoor, by=bo) is None
    assert join_company(mina, wexmoor, by=bo) is None
    assert join_company(mina, other, by=bo) == wexmoor
    assert company_of(mina) == other and suggested_company(mina) is None
    leave_company(mina)
    assert company_of(mina) is None


def test_a_deleted_company_leaves_its_customers(wexmoor, mina, bo):
    join_company(mina, wexmoor, by=bo)

    delete_company(wexmoor)

    mina.refresh_from_db()
    assert company_of(mina) is None


def test_a_merge_carries_the_company_along_and_gives_it_back(wexmoor, mina, theo, bo):
    join_company(theo, wexmoor, by=bo)

    merge = merge_customers(mina, theo, by=bo)
    assert company_of(mina) == wexmoor
    undo_merge(merge)
    assert (company_of(mina), company_of(theo)) == (None, wexmoor)


def test_of_two_companies_the_kept_customer_s_stays(wexmoor, mina, theo, bo):
    other = save_company(Company(), "Other", [])
    join_company(mina, other, by=bo)
    join_company(theo, wexmoor, by=bo)

    merge = merge_customers(mina, theo, by=bo)
    assert company_of(mina) == other
    undo_merge(merge)
    assert (company_of(mina), company_of(theo)) == (other, wexmoor)


def test_the_pages_make_a_company_and_fill_it(desk, mina, theo, bo, late_parcel, monkeypatch):
    browser = desk(bo)
    page = browser.post("/desk/companies/new/", {"name": "Wexmoor", "domains": "shopper.example\ngmail.com"})
    assert page.status_code == 422 and "anybody gets an address" in page.content.decode()

    browser.post("/desk/companies/new/", {"name": "Wexmoor", "domains": "shopper.example"})
    wexmoor = Company.objects.get()
    page = browser.get(f"/desk/companies/{wexmoor.pk}/").content.decode()
    assert "May belong here" in page and "Mina Okafor" in page

    monkeypatch.setattr(company_views, "AT_ONCE", 1)
    browser.post(f"/desk/companies/{wexmoor.pk}/members/", {"all": "1"})
    assert wexmoor.members.count() == 1
    browser.post(f"/desk/companies/{wexmoor.pk}/members/", {"all": "1"})
    page = browser.get(f"/desk/companies/{wexmoor.pk}/").content.decode()
    assert "May belong here" not in page and "Where is my parcel?" in page
    assert {company_of(mina), company_of(theo)} == {wexmoor}
    assert "Wexmoor" in browser.get("/desk/companies/?q=shopper").content.decode()


def test_a_customer_joins_and_leaves_on_their_page_and_takes_it_back(desk, wexmoor, mina, bo):
    browser, htmx = desk(bo), {"HX-Request": "true"}
    assert (
        "Wexmoor" in browser.get(f"/desk/customers/{mina.pk}/company/?q=wex", headers=htmx).content.decode()
    )

    browser.post(f"/desk/customers/{mina.pk}/company/", {"company": wexmoor.pk}, headers=htmx)
    assert company_of(mina) == wexmoor
    browser.post(f"/desk/customers/{mina.pk}/company/", headers=htmx)
    assert company_of(mina) is None

    answer = browser.post(f"/desk/customers/{mina.pk}/company/?undo=1&company={wexmoor.pk}", headers=htmx)
    assert company_of(mina) == wexmoor and "customer-changed" in answer.headers["HX-Trigger"]


def test_tickets_are_filtered_by_company(desk, wexmoor, mina, bo, late_parcel, wrong_size):
    join_company(mina, wexmoor, by=bo)

    page = desk(bo).get("/desk/views/all/?filter=company:Wexmoor").content.decode()

    assert "Where is my parcel?" in page and "The shirt is too small" not in page
