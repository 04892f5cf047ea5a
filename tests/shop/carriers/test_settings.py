"""The settings page of carriers: what it asks, what it never shows again, and trying one out."""

import pytest

from shopbell.core.models import SettingChange
from shopbell.shop.models import CarrierAccount
from tests.fakes.carrier import KEY, SECRET

from .conftest import NUMBER

LIST = "/desk/settings/carriers/"


@pytest.fixture
def sent(account):
    """What the form sends when nobody has changed anything."""
    return {
        "name": "Colis", "kind": "generic", "carriers": "Colis", "hook_secret": "", "polls": "on", "api_key": "",
        "address": account.address, "is_active": "on",
    }  # fmt: skip


def test_an_admin_connects_a_carrier(desk, root):
    page = desk(root)
    told = {
        "name": "Nordwind", "kind": "generic", "carriers": "Nordwind, NW", "hook_secret": SECRET, "polls": "on",
        "address": "https://nordwind.example/{number}", "api_key": KEY, "is_active": "on",
    }  # fmt: skip

    assert page.post(f"{LIST}new/", told).status_code == 302

    account = CarrierAccount.objects.get()
    assert account.carrier_keys == ["nordwind", "nw"] and account.secret == SECRET and account.key == KEY
    shown = page.get(f"{LIST}{account.pk}/").content.decode()
    assert account.hook_path in shown and "Nordwind" in page.get(LIST).content.decode()


def test_secrets_are_never_shown_again_and_an_empty_field_keeps_them(desk, root, account, sent):
    page = desk(root)

    assert page.post(f"{LIST}{account.pk}/", sent).status_code == 302

    kept = CarrierAccount.objects.get()
    assert (kept.secret, kept.key) == (SECRET, KEY)
    shown = page.get(f"{LIST}{account.pk}/").content.decode() + page.get(LIST).content.decode()
    assert SECRET not in shown and KEY not in shown


def test_the_history_tells_of_a_secret_only_that_it_changed(desk, root, account, sent):
    desk(root).post(f"{LIST}{account.pk}/", sent | {"api_key": "a-new-key"})

    change = SettingChange.objects.get()
    assert (
        change.changes == [{"key": "api_key", "is_secret": True}]
        and CarrierAccount.objects.get().key == "a-new-key"
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"address": "https://other.example/"}, "the one kept here goes nowhere else"),
        ({"kind": "aftership"}, "the one kept here goes nowhere else"),
        ({"address": "http://other.example/", "api_key": "x"}, "begins with https://"),
        ({"address": "", "api_key": "x"}, "Write the address at which it is asked."),
        ({"name": ""}, "required"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(desk, root, account, sent, change, words):
    answer = desk(root).post(f"{LIST}{account.pk}/", sent | change)

    assert answer.status_code == 422 and words in answer.content.decode()
    assert CarrierAccount.objects.get().address == account.address


def test_it_is_tried_with_a_button(desk, root, account, carrier, shipment):
    page = desk(root)
    carrier.scan(NUMBER, "2026-11-20T09:00:00Z", "picked_up", "Handed over")

    assert "It answers." in page.post(f"{LIST}{account.pk}/try/").content.decode()
    carrier.trouble = 503, {}
    assert "It has a fault" in page.post(f"{LIST}{account.pk}/try/").content.decode()
    assert CarrierAccount.objects.get().failures == 1 and not shipment.scans.exists()


def test_a_secret_that_no_key_opens_is_asked_for_again(desk, root, account, settings):
    settings.SECRET_KEY = "another one, long enough to be a key of a desk"

    assert "can no longer be read" in CarrierAccount.objects.get().trouble
