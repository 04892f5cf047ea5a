"""Addresses that are not written to: kept by hand, and taken off the list."""

import pytest

from shopbell.channels.email.sending.suppression import Reason, Suppression, lift_for, suppress

PAGE = "/desk/settings/suppressions/"


def test_the_first_reason_stays_unless_the_owner_complained(db):
    suppress("a@b.example", Reason.BOUNCED, "550")
    suppress("a@b.example", Reason.BOUNCED, "551")
    assert Suppression.objects.get().words == "550"

    suppress("a@b.example", Reason.COMPLAINT)
    lift_for("a@b.example")
    assert Suppression.objects.get().reason == Reason.COMPLAINT


def test_one_is_entered_found_and_taken_off_again(client, root):
    client.force_login(root)
    client.post(f"{PAGE}new/", {"address": " Old@Customer.example ", "words": "asked us to stop"})
    row = Suppression.objects.get()
    page = client.get(PAGE).content.decode()

    assert (row.address, row.reason) == ("old@customer.example", Reason.BY_HAND)
    assert "old@customer.example" in page and "asked us to stop" in page
    client.post(f"{PAGE}{row.pk}/delete/")
    assert not Suppression.objects.exists()


@pytest.mark.parametrize("address", ["nonsense", "", "a@b.example"])
def test_what_is_no_address_or_there_already_is_said_on_the_form(client, root, address):
    suppress("a@b.example", Reason.BOUNCED)
    client.force_login(root)

    assert client.post(f"{PAGE}new/", {"address": address, "words": ""}).status_code == 422
    assert Suppression.objects.count() == 1


def test_only_who_manages_settings_may(client, bo):
    client.force_login(bo)

    assert client.get(PAGE).status_code == 403
