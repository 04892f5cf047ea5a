import json

import pytest

from shopbell.customers.models import Consent, Point


@pytest.mark.requirement("R97")
def test_points_given_beside_a_ticket_are_read_by_the_next_agent(desk, late_parcel, mina, bo, ada):
    desk(bo).post(f"/desk/customers/{mina.pk}/points/", {"reason": "Praised the parcel shop", "count": "2"})

    panel = (
        desk(ada)
        .get(f"/desk/tickets/{late_parcel.pk}/panel/", headers={"HX-Request": "true"})
        .content.decode()
    )
    assert "Praised the parcel shop" in panel and "+2" in panel


def test_points_are_taken_back_and_brought_back(desk, mina, bo):
    console = desk(bo)
    console.post(f"/desk/customers/{mina.pk}/points/", {"reason": "Kind"})
    point = Point.objects.get()

    console.post(f"/desk/customer-points/{point.pk}/withdraw/")
    assert (
        "Kind"
        not in console.get(
            f"/desk/customers/{mina.pk}/goodwill/", headers={"HX-Request": "true"}
        ).content.decode()
    )
    console.post(f"/desk/customer-points/{point.pk}/restore/")
    assert "Kind" in console.get(f"/desk/customers/{mina.pk}/").content.decode()


def test_a_consent_is_recorded_and_withdrawn_on_the_customers_page(desk, mina, bo):
    console, address = desk(bo), f"/desk/customers/{mina.pk}/consents/"
    refused = console.post(address, {"kind": "news", "given": "yes"}, headers={"HX-Request": "true"})
    console.post(address, {"kind": "news", "given": "yes", "words": "on the phone"})

    assert refused.status_code == 422 and "how they agreed" in refused.content.decode()
    page = console.get(f"/desk/customers/{mina.pk}/").content.decode()
    assert "told an agent" in page and "on the phone" in page

    console.post(address, {"kind": "news", "given": "no"})
    assert Consent.objects.get().withdrawn_at


@pytest.mark.requirement("R72", "R97")
def test_the_export_holds_both(desk, mina, root):
    console = desk(root)
    console.post(f"/desk/customers/{mina.pk}/points/", {"reason": "Kind"})
    console.post(
        f"/desk/customers/{mina.pk}/consents/", {"kind": "news", "given": "yes", "words": "by letter"}
    )

    data = json.loads(console.get(f"/desk/customers/{mina.pk}/export/").content)

    assert data["positive_points"][0]["reason"] == "Kind" and data["consents"][0]["words"] == "by letter"
