"""Two who have one page of the settings open: the second is told what the first did, and nothing is lost unseen."""

import re

import pytest

from shopbell.automation.models import Trigger
from shopbell.channels.models import Brand, Inbox
from shopbell.configuration.models import Guide
from shopbell.core.models import SettingChange
from shopbell.promises.models import BusinessHours
from shopbell.tickets.models import Tag

TOLD = "saved this page while you had it open"
WEEK = {f"day_{day}": "9–18" for day in range(5)} | {"zone": "Europe/Berlin", "is_default": "on"}


def edition_at(client, address: str) -> str:
    found = re.search(r'name="edition" value="(\w+)"', client.get(address).content.decode())
    return found[1] if found else ""


@pytest.fixture
def tag():
    return Tag.objects.create(name="vip")


def test_who_saves_over_a_colleague_is_told_first_and_saves_by_doing_it_again(desk, root, tag):
    hers, address = desk(root), f"/desk/settings/tags/{tag.pk}/"
    seen = edition_at(hers, address)
    desk(root).post(address, {"name": "regular", "edition": seen})

    refused = hers.post(address, {"name": "big spender", "edition": seen})
    page = refused.content.decode()
    assert refused.status_code == 422 and f"Root Admin {TOLD}" in page
    assert 'value="big spender"' in page  # what was written is not lost
    assert Tag.objects.get().name == "regular"

    again = re.search(r'name="edition" value="(\w+)"', page)[1]
    assert hers.post(address, {"name": "big spender", "edition": again}).status_code == 302
    assert Tag.objects.get().name == "big spender"


def test_a_page_that_comes_back_with_an_error_keeps_what_it_was_made_from(desk, root, tag):
    hers, address = desk(root), f"/desk/settings/tags/{tag.pk}/"
    seen = edition_at(hers, address)
    desk(root).post(address, {"name": "regular"})

    wrong = hers.post(address, {"name": "", "edition": seen})
    assert wrong.status_code == 422 and f'name="edition" value="{seen}"' in wrong.content.decode()
    assert hers.post(address, {"name": "big spender", "edition": seen}).status_code == 422
    assert Tag.objects.get().name == "regular"


def test_a_double_click_is_no_change_of_a_colleague(desk, root, tag):
    client, address = desk(root), f"/desk/settings/tags/{tag.pk}/"
    said = {"name": "regular", "edition": edition_at(client, address)}

    assert [client.post(address, said).status_code for _ in range(2)] == [302, 302]
    assert [each.did for each in SettingChange.objects.all()] == ["changed"]


def test_what_was_refused_over_a_colleague_leaves_no_line_in_the_history(desk, root, tag):
    client, address = desk(root), f"/desk/settings/tags/{tag.pk}/"
    seen = edition_at(client, address)
    client.post(address, {"name": "regular"})
    client.post(address, {"name": "big spender", "edition": seen})

    assert [each.name for each in SettingChange.objects.all()] == ["regular"]


def test_the_guide_of_a_new_desk_asks_as_the_settings_do(desk, root):
    Guide.objects.create(pk=1)
    client = desk(root)
    seen = edition_at(client, "/desk/start/shop/")
    change_shop()

    late = client.post("/desk/start/shop/", {"name": "Mine", "colour": "#224466", "edition": seen})
    assert late.status_code == 422 and TOLD in late.content.decode()


def test_who_sees_what_stands_there_saves_and_a_program_without_a_page_does_too(desk, root, tag):
    client, address = desk(root), f"/desk/settings/tags/{tag.pk}/"

    for name in ("one", "two"):
        said = {"name": name, "edition": edition_at(client, address)}
        assert client.post(address, said).status_code == 302
    assert client.post(address, {"name": "three"}).status_code == 302
    assert SettingChange.objects.count() == 3


def test_a_new_row_has_no_edition_and_a_deleted_one_is_gone(desk, root, tag):
    client, address = desk(root), f"/desk/settings/tags/{tag.pk}/"
    assert edition_at(client, "/desk/settings/tags/new/") == ""
    seen = edition_at(client, address)

    tag.delete()
    assert client.post(address, {"name": "vip", "edition": seen}).status_code == 404


@pytest.mark.requirement("R11")
def test_a_lunch_break_of_one_outlives_the_saturday_of_another(desk, root):
    one, other = desk(root), desk(root)
    one.post("/desk/settings/hours/new/", WEEK | {"name": "Care"})
    hours = BusinessHours.objects.get(name="Care")
    address = f"/desk/settings/hours/{hours.pk}/"
    seen = edition_at(one, address)
    one.post(address, WEEK | {"name": "Care", "day_0": "9–12, 13–18", "edition": seen})

    late = other.post(address, WEEK | {"name": "Care", "day_5": "10–14", "edition": seen})
    assert late.status_code == 422 and TOLD in late.content.decode()
    hours.refresh_from_db()
    assert (hours.rules["week"][0], hours.rules["week"][5]) == ([[540, 720], [780, 1080]], [])


def change_shop():
    Brand.objects.update_or_create(pk=1, defaults={"name": "Another"})


def test_a_form_of_one_row_asks_too(desk, root):
    client = desk(root)
    seen = edition_at(client, "/desk/settings/shop/")
    change_shop()

    late = client.post("/desk/settings/shop/", {"name": "Mine", "colour": "#224466", "edition": seen})
    assert late.status_code == 422 and f"Somebody {TOLD}" in late.content.decode()
    assert Brand.current().name == "Another"


@pytest.mark.parametrize("page", ["shop", "answers", "spam", "inbox", "agent"])
def test_every_kind_of_settings_page_carries_its_edition(desk, root, care, page):
    addresses = {"inbox": f"inboxes/{care.pk}", "agent": f"agents/{root.pk}"}
    assert edition_at(desk(root), f"/desk/settings/{addresses.get(page, page)}/")


def test_an_inbox_is_not_saved_over_a_colleague(desk, root, care):
    client, address = desk(root), f"/desk/settings/inboxes/{care.pk}/"
    seen = edition_at(client, address)
    Inbox.objects.filter(pk=care.pk).update(signature="Best, Bo")

    said = {"name": "Care", "address": care.address, "is_active": "on", "edition": seen}
    late = client.post(address, said)
    assert late.status_code == 422 and TOLD in late.content.decode()
    assert Inbox.objects.get(pk=care.pk).signature == "Best, Bo"


def test_an_edition_tells_nothing_of_what_it_is_made_of_and_is_the_same_until_something_changes(
    desk, root, tag
):
    client, address = desk(root), f"/desk/settings/tags/{tag.pk}/"
    first = edition_at(client, address)

    assert first == edition_at(client, address) and len(first) == 32
    Tag.objects.update(name="other")
    assert edition_at(client, address) != first


def test_the_history_of_what_was_made_a_moment_ago_can_be_read(desk, root):
    client = desk(root)
    client.post("/desk/settings/hours/new/", WEEK | {"name": "Care", "channels": ["chat"]})
    said = {"name": "Mail first", "is_on": "on", "occasions": ["opened"], "text": "channel:email", "priority": "3",
            "hours": "any"}  # fmt: skip
    client.post("/desk/settings/triggers/new/", said)
    assert Trigger.objects.exists() and BusinessHours.objects.filter(name="Care").exists()

    for query in ("", "?page=settings-hours", "?page=settings-triggers"):
        answer = client.get(f"/desk/settings/history/{query}")
        assert answer.status_code == 200
    assert "channel:email" in client.get("/desk/settings/history/").content.decode()
