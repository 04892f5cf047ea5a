"""Customers, by mouse and by keyboard: found, noted, known by more, merged with a look first; companies and segments."""

import re

import pytest
from playwright.sync_api import expect

from shopbell.customers.company import Company, company_of, save_company
from shopbell.customers.customer import claim_identity
from shopbell.customers.models import Customer, Note
from shopbell.segments.models import Segment
from shopbell.shop.models import Order
from shopbell.tickets.field import About, CustomField

from .axe import assert_accessible
from .conftest import PHONE


@pytest.fixture
def known(mina, theo, late_parcel, wrong_size):
    Order.objects.create(
        external_id="1", number="20311", customer=mina, currency="EUR", total_cents=12_900, status="shipped"
    )
    CustomField.objects.create(name="Level", about=About.CUSTOMER, kind="choice", choices=["Gold", "Silver"])
    return mina, theo


def undo(page):
    page.locator(".toast-action", has_text="Undo").last.click()


def test_a_customer_is_found_filtered_and_kept_as_a_segment(screen, ada, known):
    page = screen(ada)
    page.goto("/desk/customers/")
    expect(page.locator("#list")).to_contain_text("Theo Brandt")
    assert_accessible(page)

    page.get_by_label("Find a customer").fill("20311")
    expect(page.locator("#list")).not_to_contain_text("Theo Brandt")
    expect(page.locator("#list")).to_contain_text("Mina Okafor")
    page.get_by_label("Find a customer").fill("")
    expect(page.locator("#list")).to_contain_text("Theo Brandt")

    page.locator("#filter-input").click()
    page.keyboard.type("spent:>100")
    page.keyboard.press("Enter")
    expect(page.locator(".chip-filter")).to_contain_text("Spent")
    expect(page.locator("#list")).not_to_contain_text("Theo Brandt")
    expect(page).to_have_url(re.compile("filter=spent"))

    page.get_by_role("link", name="Make a segment").click()
    page.get_by_label("Name").fill("VIP")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("table")).to_contain_text("spent:>100")
    assert Segment.objects.get().name == "VIP"

    page.goto("/desk/customers/")
    expect(page.locator(f"#customer-{known[0].pk}")).to_contain_text("VIP")


def test_what_is_known_of_a_customer_is_kept_and_taken_back(screen, ada, known):
    mina, _theo = known
    page = screen(ada)
    page.goto(f"/desk/customers/{mina.pk}/")
    expect(page.locator("#timeline")).to_contain_text("Where is my parcel?")
    assert_accessible(page)

    page.get_by_text("Add a note").click()
    page.get_by_label("New note").fill("Ring twice.")
    page.locator("#notes").get_by_role("button", name="Save").click()
    expect(page.locator("#notes")).to_contain_text("Ring twice.")
    expect(page.locator("#notes .note-add > summary")).to_be_focused()
    page.get_by_role("button", name="Pin", exact=True).click()
    expect(page.get_by_role("button", name="Unpin")).to_be_visible()
    page.get_by_role("button", name="Delete the note").click()
    expect(page.locator("#notes")).not_to_contain_text("Ring twice.")
    undo(page)
    expect(page.locator("#notes")).to_contain_text("Ring twice.")
    assert Note.objects.get().is_pinned

    page.get_by_text("Add an identity").click()
    page.get_by_label("Address, number or handle").fill("m@home.example")
    page.locator("#identities").get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("#identities")).to_contain_text("m@home.example")
    page.get_by_role("button", name="Confirm m@home.example").click()
    expect(page.get_by_role("button", name="Hold m@home.example for claimed")).to_be_visible()
    page.get_by_role("button", name="Remove m@home.example").click()
    expect(page.locator("#identities")).not_to_contain_text("m@home.example")
    expect(page.locator("#identities .note-add > summary")).to_be_focused()
    undo(page)
    expect(page.locator("#identities")).to_contain_text("m@home.example")

    page.get_by_label("Level").select_option("Gold")
    page.get_by_role("group", name="What is shown").get_by_text("Orders").click()
    expect(page.locator("#timeline")).to_contain_text("#20311")
    expect(page.locator("#timeline")).not_to_contain_text("Where is my parcel?")

    page.goto(f"/desk/tickets/{mina.tickets.get().pk}/?view=open")
    expect(page.locator("#panel")).to_contain_text("Ring twice.")
    expect(page.locator("#panel").get_by_label("Level")).to_have_value("Gold")


def test_two_customers_are_merged_after_a_look_and_parted_again_by_keyboard(screen, ada, known):
    mina, theo = known
    page = screen(ada)
    page.goto(f"/desk/customers/{mina.pk}/")
    page.get_by_role("link", name="Merge…").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#merge-q")).to_be_focused()
    page.keyboard.type("theo")
    option = page.locator("#dialog .merge-option", has_text="Theo Brandt")
    expect(option).to_be_visible()
    option.focus()
    page.keyboard.press("Enter")

    dialog = page.locator("#dialog")
    expect(dialog).to_contain_text("They may be two people")
    expect(dialog).to_contain_text("1 ticket")
    assert_accessible(page)
    page.get_by_role("radio", name="Theo Brandt").check()
    page.get_by_role("button", name="Merge although they may be two").press("Enter")

    expect(page.get_by_role("heading", name="Theo Brandt", level=1)).to_be_visible()
    expect(page.locator("#timeline")).to_contain_text("The shirt is too small")
    undo(page)
    expect(page.get_by_role("heading", name="Mina Okafor", level=1)).to_be_visible()
    assert not Customer.objects.exclude(merged_into=None).exists()


def test_the_merge_is_a_whole_page_of_its_own_too(screen, ada, known):
    mina, theo = known
    page = screen(ada, size=PHONE)
    page.goto(f"/desk/customers/{mina.pk}/merge/?with={theo.pk}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Merge Theo Brandt into Mina Okafor?")
    assert_accessible(page)

    page.get_by_role("button", name="Merge although they may be two").click()

    expect(page).to_have_url(re.compile(rf"/customers/{mina.pk}/$"))
    expect(page.locator("#timeline")).to_contain_text("The shirt is too small")


def test_a_company_is_made_and_its_people_are_suggested(screen, ada, known):
    mina, theo = known
    page = screen(ada)
    page.goto("/desk/companies/")
    expect(page.get_by_text("No company yet")).to_be_visible()
    page.get_by_role("link", name="New company").click()
    page.get_by_label("Name").fill("Wexmoor")
    page.get_by_label("Domains").fill("shopper.example")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Wexmoor", level=1)).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Add Mina Okafor").click()
    expect(page.locator("section", has_text="Newest tickets").first).to_contain_text("Where is my parcel?")
    assert company_of(mina) == Company.objects.get() and company_of(theo) is None

    page.get_by_role("link", name="All of its tickets").click()
    expect(page.locator("#rows")).to_contain_text("Where is my parcel?")
    expect(page.locator("#rows")).not_to_contain_text("The shirt is too small")


def test_a_suggestion_on_the_page_is_taken_and_taken_back(screen, ada, known):
    mina, _theo = known
    save_company(Company(), "Wexmoor", ["shopper.example"])
    page = screen(ada)
    page.goto(f"/desk/customers/{mina.pk}/")
    page.get_by_role("button", name="Add to Wexmoor").click()
    expect(page.locator(".customer-facts")).to_contain_text("Wexmoor")

    undo(page)

    expect(page.locator(".customer-facts")).not_to_contain_text("Wexmoor")
    assert company_of(mina) is None


def test_a_likely_double_leads_to_the_merge(screen, ada, known):
    mina, _theo = known
    stranger = Customer.objects.create(name="Somebody")
    claim_identity(stranger, "email", "mina@shopper.example", source="form")
    page = screen(ada)
    page.goto(f"/desk/customers/{stranger.pk}/")

    page.locator(".alert-risk").get_by_role("link", name="Merge…").click()

    expect(page.locator("#dialog")).to_contain_text("Merge Mina Okafor into Somebody?")
