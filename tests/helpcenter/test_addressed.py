"""A category or a guide that has another address now is found at the one of before, in every language."""

import pytest

from shopbell.helpcenter.addressed import found_at
from shopbell.helpcenter.category import Category
from shopbell.helpcenter.category_change import change_category
from shopbell.helpcenter.guides.publishing import change_guide, withdraw_guide
from tests.public_world import open_guide

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R45")]


def led(client, address):
    answer = client.get(address)
    return answer.status_code, answer.headers.get("Location", "")


def test_an_address_of_before_of_a_category_leads_to_the_one_of_today(client, write, sending_back, root):
    write("How to pay")
    change_category(sending_back, slug="sending", by=root)
    change_category(sending_back, slug="back", by=root)

    for language in ("en", "de"):
        for old in ("returns", "sending"):
            assert led(client, f"/help/{language}/topics/{old}/") == (301, f"/help/{language}/topics/back/")
    assert client.get("/help/en/topics/back/").status_code == 200
    assert client.get("/help/en/topics/never/").status_code == 404


def test_a_category_changed_in_the_settings_is_found_where_it_was(client, desk, root, write, sending_back):
    write("How to pay")
    there = f"/desk/settings/help-categories/{sending_back.pk}/"
    said = {"slug": "back", "icon": "truck", "position": 2, "name_en": "Back"}
    assert desk(root).post(there, said).status_code == 302

    assert led(client, "/help/en/topics/returns/") == (301, "/help/en/topics/back/")


def test_what_takes_an_address_of_before_has_it(client, write, sending_back, root):
    write("How to pay")
    change_category(sending_back, slug="back", by=root)
    other = Category.objects.create(slug="returns")
    assert led(client, "/help/en/topics/returns/") == (404, "")

    other.slug = "labels"
    other.save()
    assert found_at(Category.objects.all(), "returns") == other  # who had it last
    sending_back.refresh_from_db()
    sending_back.slug = "returns"
    sending_back.save()
    assert found_at(Category.objects.all(), "returns") == sending_back
    assert found_at(Category.objects.all(), "back") == sending_back


def test_a_category_in_which_nobody_finds_anything_leads_nowhere(client, sending_back, root):
    change_category(sending_back, slug="back", by=root)

    assert led(client, "/help/en/topics/returns/") == (404, "")


def test_each_step_of_a_guide_leads_to_where_it_is_today(client, sending_back, ada, root):
    guide = open_guide(sending_back, ada)
    change_guide(guide, by=root, slug="parcel")

    assert led(client, "/help/en/guides/open/") == (301, "/help/en/guides/parcel/")
    assert led(client, "/help/de/guides/open/3/") == (301, "/help/de/guides/parcel/3/")
    assert client.get("/help/en/guides/parcel/").status_code == 200
    withdraw_guide(guide, by=root)
    assert led(client, "/help/en/guides/open/") == (404, "")


def test_a_guide_that_readers_do_not_see_keeps_its_address(client, sending_back, ada, root):
    guide = open_guide(sending_back, ada)
    change_guide(guide, by=root, slug="parcel")
    withdraw_guide(open_guide(sending_back, ada), by=root)

    assert led(client, "/help/en/guides/open/") == (404, "")
