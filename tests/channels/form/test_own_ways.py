"""Beside every way to write there are the places where shoppers help themselves, as long as they are open."""

import pytest

from shopbell.community.models import Community
from shopbell.helpcenter.centre import HelpCentre

pytestmark = pytest.mark.django_db
HELP, TALK, OWN = 'href="/help/en/"', 'href="/community/en/"', 'href="/portal/"'


@pytest.fixture
def open_places(db):
    HelpCentre.objects.create(pk=1, languages=["en", "de"])
    Community.objects.create(pk=1, is_on=True)


def test_the_contact_page_leads_to_them(client, shop_chat, open_places):
    page = client.get(f"/contact/{shop_chat.public_key}/").content.decode()

    assert HELP in page and TALK in page and OWN in page


def test_so_does_the_page_that_thanks(client, send, open_places):
    assert HELP in client.get(send().url).content.decode()


def test_within_a_page_of_the_shop_they_open_beside_it(client, shop_chat, open_places):
    page = client.get(f"/contact/{shop_chat.public_key}/?embedded=1").content.decode()

    assert f'{HELP} target="_blank" rel="noopener"' in page


def test_the_widget_is_told_them_in_the_language_of_the_page(client, shop_chat, open_places):
    told = client.get(f"/chat/{shop_chat.public_key}/hello?lang=de").json()["ways"]

    assert [each["address"] for each in told] == ["/help/de/", "/portal/", "/community/de/"]
    assert told[1]["label"] == "Ihre Bestellungen und Fragen"


def test_what_is_closed_is_not_offered(client, shop_chat):
    HelpCentre.objects.create(pk=1, is_on=False)
    Community.objects.create(pk=1, is_on=False)

    page = client.get(f"/contact/{shop_chat.public_key}/").content.decode()

    assert HELP not in page and TALK not in page and OWN in page
