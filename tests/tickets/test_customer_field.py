"""Custom fields of customers: the kinds of ticket fields, shown beside every ticket, filtered by, carried by merges."""

import pytest

from shopbell.accounts.models import Agent
from shopbell.customers.merge import merge_customers, undo_merge
from shopbell.tickets.customer_field import customer_fields_of, fill_customer_field
from shopbell.tickets.field import About, CustomField
from shopbell.tickets.field_value import fields_of, parse_value


@pytest.fixture
def level(db):
    return CustomField.objects.create(
        name="Level", about=About.CUSTOMER, kind="choice", choices=["Gold", "Silver"], is_required=True
    )


def values(customer, agent):
    return {each.field.name: each.value for each in customer_fields_of(customer, agent)}


def test_a_field_holds_a_value_and_is_emptied(mina, bo, level):
    fill_customer_field(mina, level, parse_value(level, ["Gold"]))
    assert values(mina, bo) == {"Level": ["Gold"]}

    fill_customer_field(mina, level, None)
    assert values(mina, bo) == {"Level": None}


def test_fields_of_customers_are_not_asked_of_tickets_nor_the_other_way(mina, bo, level, late_parcel):
    CustomField.objects.create(name="Serial number")

    assert [each.field.name for each in fields_of(late_parcel, bo)] == ["Serial number"]
    assert [each.field.name for each in customer_fields_of(mina, bo)] == ["Level"]


def test_a_field_of_another_team_is_not_shown(mina, cy, bo, level, returns):
    level.teams.add(returns)

    assert values(mina, bo) == {"Level": None}
    assert values(mina, Agent.objects.get(pk=cy.pk)) == {}


def test_it_is_filled_on_the_page_and_read_in_the_panel(desk, mina, bo, level, late_parcel):
    browser, htmx = desk(bo), {"HX-Request": "true"}
    address = f"/desk/customers/{mina.pk}/fields/{level.pk}/"

    card = browser.post(address, {"value": "Gold"}, headers=htmx)
    assert "<option selected>Gold" in card.content.decode()
    assert "<option selected>Gold" in browser.get(f"/desk/tickets/{late_parcel.pk}/panel/").content.decode()

    refused = browser.post(address, {"value": "Bronze"}, headers=htmx)
    assert refused.status_code == 422 and "not in the list" in refused.content.decode()


def test_a_merge_carries_values_along_and_keeps_those_that_are_there(mina, theo, bo, level):
    number = CustomField.objects.create(name="Customer number", about=About.CUSTOMER)
    fill_customer_field(mina, level, ["Silver"])
    fill_customer_field(theo, level, ["Gold"])
    fill_customer_field(theo, number, "0815")

    merge = merge_customers(mina, theo, by=bo)
    assert values(mina, bo) == {"Customer number": "0815", "Level": ["Silver"]}

    undo_merge(merge)
    assert values(mina, bo) == {"Customer number": None, "Level": ["Silver"]}
    assert values(theo, bo) == {"Customer number": "0815", "Level": ["Gold"]}


def test_the_settings_keep_the_two_apart(desk, root, level):
    browser = desk(root)
    data = {"name": "Price list", "kind": "text", "lines": "", "help": "", "position": 0, "is_active": "on"}

    browser.post("/desk/settings/customer-fields/new/", data)

    assert CustomField.objects.get(name="Price list").about == About.CUSTOMER
    assert "Level" not in browser.get("/desk/settings/fields/").content.decode()
    assert "Level" in browser.get("/desk/settings/customer-fields/").content.decode()
    assert browser.get(f"/desk/settings/fields/{level.pk}/").status_code == 404
