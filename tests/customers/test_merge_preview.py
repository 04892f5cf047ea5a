"""What a merge would do is said before, and what both know is chosen."""

import pytest
from django.utils import timezone

from shopbell.customers.company import Company, join_company, save_company
from shopbell.customers.customer import claim_identity
from shopbell.customers.merge import merge_customers, undo_merge
from shopbell.customers.merge_preview import preview_of
from shopbell.customers.models import Customer
from shopbell.customers.note import write_note
from shopbell.shop.models import Order


@pytest.fixture
def twin(mina):
    """Mina once more: the same person by another address that nobody has proved."""
    person = Customer.objects.create(name="M. Okafor", city="Lyon")
    claim_identity(person, "email", "m@home.example", source="form")
    return person


def test_it_counts_what_moves(mina, theo, bo, wrong_size):
    Order.objects.create(external_id="1", number="1", customer=theo, currency="EUR")
    write_note("Likes tea.", customer=theo, by=bo)

    assert preview_of(mina, theo).moves == ["1 ticket", "1 order", "1 identity", "1 note"]


def test_it_names_what_both_know_differently(mina, twin):
    mina.city, mina.country = "Lyon", "FR"
    mina.save()

    assert [(each.name, each.kept, each.gone) for each in preview_of(mina, twin).differences] == [
        ("name", "Mina Okafor", "M. Okafor")
    ]


def test_two_who_have_each_proved_something_may_be_two_people(mina, theo, twin):
    assert preview_of(mina, theo).is_doubtful
    assert not preview_of(mina, twin).is_doubtful


def test_it_says_which_company_stays(mina, theo, bo):
    join_company(mina, save_company(Company(), "Wexmoor", []), by=bo)
    assert preview_of(mina, theo).companies == ("", "")

    join_company(theo, save_company(Company(), "Other", []), by=bo)
    assert preview_of(mina, theo).companies == ("Wexmoor", "Other")


def test_the_chosen_name_goes_on_and_the_undo_puts_the_old_one_back(mina, twin, bo):
    merge = merge_customers(mina, twin, by=bo, prefer=["name", "city"])
    mina.refresh_from_db()
    assert (mina.name, mina.city) == ("M. Okafor", "Lyon")

    undo_merge(merge)
    mina.refresh_from_db()
    assert (mina.name, mina.city) == ("Mina Okafor", "")


def test_a_name_that_was_changed_since_stays(mina, twin, bo):
    merge = merge_customers(mina, twin, by=bo, prefer=["name"])
    Customer.objects.filter(pk=mina.pk).update(name="Mina Brandt")

    undo_merge(merge)

    mina.refresh_from_db()
    assert mina.name == "Mina Brandt"


def test_the_page_shows_it_as_a_dialog_and_as_a_page_and_merges_by_choice(desk, mina, twin, bo):
    browser, address = desk(bo), f"/desk/customers/{mina.pk}/merge/?with={twin.pk}"
    page = browser.get(address).content.decode()
    dialog = browser.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<html" in page and "data-close" not in page.split("<main")[1].split("</main>")[0]
    assert "<html" not in dialog and "data-close" in dialog
    for shown in (page, dialog):
        assert "What moves" in shown and "1 identity" in shown and "M. Okafor" in shown

    answer = browser.post(
        f"/desk/customers/{mina.pk}/merge/",
        {"with": twin.pk, "name": "gone", "reason": "Called."},
        headers={"HX-Request": "true"},
    )
    mina.refresh_from_db()
    assert answer.headers["HX-Redirect"] == f"/desk/customers/{mina.pk}/" and mina.name == "M. Okafor"


def test_merging_with_oneself_says_why_not(desk, mina, bo):
    page = desk(bo).post(f"/desk/customers/{mina.pk}/merge/", {"with": mina.pk})

    assert page.status_code == 422 and "the same customer already" in page.content.decode()


def test_who_has_proved_what_this_one_claims_is_offered_at_once(desk, mina, bo):
    stranger = Customer.objects.create(name="Unknown")
    claim_identity(stranger, "email", "mina@shopper.example", source="form")

    page = desk(bo).get(f"/desk/customers/{stranger.pk}/merge/", headers={"HX-Request": "true"})

    assert f"?with={mina.pk}" in page.content.decode()


def test_a_proof_of_one_alone_is_no_doubt(mina, twin):
    claim_identity(twin, "phone", "+33612345678", source="shop", verified_at=timezone.now())
    assert preview_of(mina, twin).is_doubtful
    mina.identities.update(verified_at=None)
    assert not preview_of(Customer.objects.get(pk=mina.pk), Customer.objects.get(pk=twin.pk)).is_doubtful
