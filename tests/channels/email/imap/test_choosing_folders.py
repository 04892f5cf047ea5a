"""Choosing the further folders of an account: which are shown, found and refused, and what another account means."""

import pytest
from django.urls import reverse

from shopbell.channels.email.imap import further_form
from shopbell.channels.email.imap.further_folder import FurtherFolder, choose_further
from shopbell.channels.email.imap.further_form import MOST_READ
from shopbell.channels.email.imap.server_folders import MOST_SHOWN, ServerFolder
from shopbell.channels.email.models import Mailbox
from shopbell.channels.email.settings_form import settings_form
from shopbell.channels.email.views import folders

from .dovecot import NEEDED

pytestmark = NEEDED
ORDERS, JUNK = "Orders", "Unwanted"


@pytest.fixture
def orders(mailbox):
    choose_further(mailbox, {ORDERS: False, JUNK: True})
    return FurtherFolder.objects.get(folder=ORDERS)


def fields_of(mailbox: Mailbox, **more) -> dict:
    account = {name: getattr(mailbox, name) for name in ("host", "port", "encryption", "user", "folder")}
    return {f"email-{name}": value for name, value in {**account, **more}.items()}


def test_an_admin_ticks_folders_that_the_server_lists(server, mailbox, care, desk, root):
    with server.client() as client:
        client.create_folder("Großkunden")
    listed = desk(root).post(reverse("inbox-folders", args=[care.pk])).content.decode()
    assert "Großkunden" in listed and "Unwanted (Junk: into the view Spam)" in listed
    assert "INBOX" not in listed and "Sent Messages" not in listed

    inbox = {"name": "Care", "address": "care@shop.example", "team": care.team_id or "", "is_active": "on"}
    ticked = fields_of(mailbox, further=["Großkunden", JUNK])
    page = reverse("inbox-edit", args=[care.pk])
    assert desk(root).post(page, inbox | ticked).status_code == 302
    assert sorted(FurtherFolder.objects.values_list("folder", "is_junk")) == [
        ("Großkunden", False),
        ("Unwanted", True),
    ]
    assert "Großkunden" in desk(root).get(page).content.decode()
    assert desk(root).post(page, inbox | fields_of(mailbox)).status_code == 302
    assert not FurtherFolder.objects.exists()


def test_of_very_many_folders_a_part_is_shown_and_the_others_are_found_by_name(
    mailbox, care, desk, root, monkeypatch
):
    names = [f"Order {number:04}" for number in range(3000)]
    signed_in = []

    def listed_by_server(account):
        signed_in.append(account)
        return [ServerFolder(each) for each in names]

    monkeypatch.setattr(folders, "list_folders", listed_by_server)
    page = reverse("inbox-folders", args=[care.pk])

    listed = desk(root).post(page).content.decode()
    assert listed.count('type="checkbox"') == MOST_SHOWN and 'name="folder_words"' in listed
    assert "3000 folders were found; the first 200 by name are shown." in listed

    sought = fields_of(mailbox, further=["Order 0007"]) | {"folder_words": "rder 299"}
    found = desk(root).post(page, sought).content.decode()
    assert found.count('type="checkbox"') == 11 and "were found" not in found
    assert found.index("Order 2990") < found.index("Order 0007")  # what is ticked stays ticked
    nothing = desk(root).post(page, {"folder_words": "Parcels"}).content.decode()
    assert "No folder has “Parcels” in its name." in nothing
    assert len(signed_in) == 1  # not with every word that is looked for
    desk(root).post(page)
    assert len(signed_in) == 2


def test_no_more_folders_are_read_than_a_round_has_time_for(mailbox, care, monkeypatch):
    names = [f"Order {number}" for number in range(MOST_READ + 1)]
    monkeypatch.setattr(further_form, "list_folders", lambda account: [ServerFolder(each) for each in names])

    form = settings_form(fields_of(mailbox, further=names), care)
    assert not form.is_valid() and "reads at most 50 further folders" in str(form.errors["further"])
    assert settings_form(fields_of(mailbox, further=names[1:]), care).is_valid()


def test_a_folder_that_the_server_does_not_have_is_refused(mailbox, care):
    form = settings_form(fields_of(mailbox, further=["Nowhere"]), care)

    assert not form.is_valid() and "no folder “Nowhere”" in str(form.errors["further"])


def test_another_spelling_of_the_account_goes_on_and_another_account_begins_anew(
    mailbox, orders, monkeypatch
):
    there = [ServerFolder(ORDERS), ServerFolder(JUNK, is_junk=True)]
    monkeypatch.setattr("shopbell.channels.email.imap.account_form.require_account", lambda account: None)
    monkeypatch.setattr("shopbell.channels.email.imap.further_form.list_folders", lambda account: there)
    orders.update(uid_validity=7, last_uid=40)

    def choose_user(user: str) -> FurtherFolder:
        form = settings_form(
            fields_of(mailbox, user=user, secret="other", further=[ORDERS, JUNK]), mailbox.inbox
        )
        assert form.is_valid(), form.errors
        form.keep(mailbox.inbox)
        return FurtherFolder.objects.get(folder=ORDERS)

    now = choose_user("Care@shop.example")
    assert (now.pk, now.uid_validity, now.last_uid) == (orders.pk, None, 0)
    assert choose_user("help@shop.example").pk != orders.pk
