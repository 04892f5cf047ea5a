"""Search engines are told what is for everybody, and where it is listed."""

import pytest

from shopbell.community.models import Community
from shopbell.helpcenter.centre import HelpCentre

pytestmark = pytest.mark.django_db


def test_the_desk_is_closed_to_them_and_what_is_public_is_listed(client):
    Community.objects.create(pk=1, is_on=True)

    told = client.get("/robots.txt").content.decode()

    assert (
        "Disallow: /desk/\n" in told and "Disallow: /help" not in told and "Disallow: /community" not in told
    )
    assert "Sitemap: http://testserver/help/sitemap.xml\n" in told
    assert "Sitemap: http://testserver/community/sitemap.xml\n" in told


def test_the_address_in_a_shops_footer_is_open_and_its_forms_are_not(client):
    told = client.get("/robots.txt").content.decode()

    assert "Allow: /contact/$\n" in told and "Disallow: /contact/\n" in told


def test_what_is_closed_is_not_listed(client):
    HelpCentre.objects.create(pk=1, is_on=False)
    Community.objects.create(pk=1, is_on=False)

    told = client.get("/robots.txt").content.decode()

    assert "/help/" not in told and "/community/" not in told and "/status/" in told
