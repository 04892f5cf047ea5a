"""The number of a parcel is a link to where its carrier shows it: one address, over https, wherever a number stands."""

from urllib.parse import unquote, urlsplit

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from shopbell.api.token import make_token
from shopbell.selling.face import order_face, words_of
from shopbell.shop.carriers.account import named_carriers
from shopbell.shop.carriers.page import CarrierPages
from shopbell.shop.carriers.page_address import filled, is_page
from shopbell.shop.models import CarrierAccount
from shopbell.shop.order_words import order_of, words_of_order
from shopbell.shop.ticket_order import link_order

PAGE = "https://colis.example/follow?parcel={number}"
LINK = "https://colis.example/follow?parcel=6A0241"


@pytest.fixture
def colis(db):
    return CarrierAccount.objects.create(name="Colis", carriers="Colis", page=PAGE)


def test_the_number_is_a_link_beside_the_order_on_the_customers_page_and_in_the_api(
    colis, desk, ada, mina, late_parcel, shipment, client
):
    link_order(late_parcel, shipment.order, by=ada)
    secret = make_token("Portal", ["orders:read"], by=None)[1]

    pages = [f"/desk/tickets/{late_parcel.pk}/panel/", f"/desk/customers/{mina.pk}/orders/"]
    for page in pages:
        shown = desk(ada).get(page).content.decode()
        assert f'href="{LINK}" target="_blank" rel="noopener noreferrer"' in shown
    told = client.get("/api/v1/orders/10467", headers={"Authorization": f"Bearer {secret}"}).json()
    assert told["shipments"][0]["tracking_page"] == LINK


def test_macros_and_the_card_in_the_chat_name_it(colis, shipment, late_parcel, ada):
    link_order(late_parcel, shipment.order, by=ada)

    words = words_of_order(order_of(late_parcel, ada))
    face = order_face(shipment.order)

    assert (words["parcel"], words["tracking"]) == ("Colis 6A0241", LINK)
    assert face["links"] == [{"words": "Colis 6A0241", "page": LINK}]
    assert f"Colis 6A0241 {LINK}" in words_of(face)


def test_without_a_page_a_number_is_a_number(shipment, desk, ada, mina):
    page = desk(ada).get(f"/desk/customers/{mina.pk}/orders/").content.decode()

    assert "6A0241" in page and 'class="tracking"' not in page
    assert words_of_order(shipment.order)["tracking"] == ""


def test_a_carrier_whose_account_has_no_page_is_not_looked_for_on_anothers(db):
    CarrierAccount.objects.create(name="DHL", carriers="DHL")
    CarrierAccount.objects.create(name="GLS", page=PAGE)

    assert CarrierPages().at("DHL", "6A0241") == ""
    assert CarrierPages().at("GLS", "6A0241") == LINK


def test_the_account_that_names_no_carrier_has_the_page_of_all_others(colis):
    CarrierAccount.objects.create(name="Gatherer", page="https://all.example/{number}")
    pages = CarrierPages()

    assert pages.at("colis", "1") == "https://colis.example/follow?parcel=1"
    assert pages.at("Swift", "1") == "https://all.example/1"
    assert pages.at("Swift", "") == ""


def test_an_account_for_its_page_alone_takes_no_parcel_from_who_is_heard(colis):
    assert named_carriers() == set()
    colis.hook_secret = "s"
    colis.save()
    assert named_carriers() == {"colis"}


@pytest.mark.parametrize(
    "page",
    [
        "http://colis.example/{number}", "javascript:alert({number})", "https://{number}.example/", "https://colis.example/",
        "//colis.example/{number}", "https://me@colis.example/{number}", "https://[colis/{number}", "data:text/html,{number}",
        "https://colis.example/a b/{number}", "https:///{number}",
    ],
)  # fmt: skip
def test_no_other_address_is_taken_nor_shown(page, db):
    with pytest.raises(ValidationError) as refused:
        CarrierAccount(name="Bad", page=page).clean()

    assert "page" in refused.value.message_dict and filled(page, "1") == ""


@given(
    number=st.text(min_size=1, max_size=80).filter(
        lambda text: text.encode("utf-8", "ignore").decode() == text
    )
)
def test_whatever_the_number_is_the_address_stays_the_carriers(number):
    address = filled(PAGE, number)
    parts = urlsplit(address)

    assert (parts.scheme, parts.netloc, parts.path, parts.fragment) == (
        "https",
        "colis.example",
        "/follow",
        "",
    )
    assert unquote(parts.query) == f"parcel={number}" and parts.query.count("=") == 1
    assert is_page(PAGE) and not set("\"'<> &") & set(parts.query)


def test_it_is_written_on_the_settings_page(desk, root):
    sent = {"name": "Swift", "kind": "generic", "carriers": "Swift", "is_active": "on", "page": PAGE}

    assert desk(root).post("/desk/settings/carriers/new/", sent).status_code == 302
    assert CarrierAccount.objects.get(name="Swift").page == PAGE
    listed = desk(root).get("/desk/settings/carriers/").content.decode()
    assert "for its page alone" in listed
