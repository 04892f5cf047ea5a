"""The page that says how to reach the shop: one address to link to, never hidden, in the reader's language."""

import re
import uuid

import pytest

from shopbell.channels.models import Brand, Inbox
from shopbell.community.models import Community
from shopbell.helpcenter.centre import HelpCentre
from shopbell.promises.business_hours import BusinessHours, empty_rules
from shopbell.tickets.models import ContactReason, Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R6")]
HERE = "/help/en/contact/"


def test_one_address_leads_to_the_page_in_the_nearest_language(client, centre):
    assert client.get("/contact/", headers={"accept-language": "ar-EG"})["Location"] == "/help/ar/contact/"
    assert client.get("/contact/", headers={"accept-language": "fi"})["Location"] == HERE
    answer = client.get("/contact/", {"lang": "de", "order_number": "1041"})
    assert answer["Location"] == "/help/de/contact/?order_number=1041"
    assert answer["Cache-Control"] == "private, no-store"
    assert client.get("/help/fr/contact/").status_code == 404
    assert '<html lang="ar" dir="rtl"' in client.get("/help/ar/contact/").content.decode()


@pytest.mark.requirement("R111", "R114")
def test_it_names_each_way_with_its_hours(client, centre, contact_inbox):
    Community.objects.create(pk=1, is_on=True)
    Brand.objects.create(pk=1, name="Wexmoor & Pell", phone="+49 30 1234-567", address="14 Foundry Yard")
    chat = Inbox.objects.create(channel="chat", name="Talk to us")
    Inbox.objects.create(channel="email", name="Care", address="care@wexmoor.example")
    rules = {**empty_rules(), "week": [[[0, 720]]] * 7}
    BusinessHours.objects.create(name="Shop", rules=rules, is_default=True)

    page = client.get(HERE).content.decode()
    content = page.partition("<main")[2].partition("</main>")[0]
    for address in (
        f"/chat/{chat.public_key}/?lang=en",
        "#write",
        "tel:+49301234567",
        "mailto:care@wexmoor.example",
        "/community/en/",
        "/help/en/",
        "/portal/",
    ):
        assert f'href="{address}"' in content, address
    assert content.count("data-opening") == 4 and "14 Foundry Yard" in content
    assert 'action="/help/en/search/"' in content
    assert page.count("Ask a person") == 1


def test_the_one_form_stands_there_and_its_ticket_is_made(client, centre, contact_inbox):
    reason = ContactReason.objects.create(stage="after", name="Broken shade")
    page = client.get(HERE, {"text": "My lamp", "topic": reason.pk}).content.decode()
    action = re.search(r'<form class="form" id="contact-form" method="post" action="([^"]+)"', page)[1]

    assert action == f"/contact/{contact_inbox.public_key}/?at=help&amp;lang=en"
    assert "My lamp</textarea>" in page and re.search(rf'value="{reason.pk}"[^>]* checked', page)
    assert client.get(HERE)["Cache-Control"] == "private, no-store"
    written = {"name": "Mina", "email": "mina@shopper.example", "text": "It broke.", "reasons": [reason.pk]}
    assert client.post(action, written | {"client_id": str(uuid.uuid4())}).status_code == 302
    assert Ticket.objects.get().reason == reason


def test_what_is_missing_and_the_thanks_are_said_there_too(client, centre, contact_inbox):
    send = f"/contact/{contact_inbox.public_key}/?at=help&lang=de"
    written = {"name": "Mina", "text": "Sie ist kaputt.", "client_id": str(uuid.uuid4())}

    back = client.post(send, written)["Location"].removesuffix("#write")
    assert back.startswith("/help/de/contact/?typed=") and len(back) < 100
    answer = client.get(back)
    page = answer.content.decode()
    assert answer.status_code == 422 and "Sie ist kaputt.</textarea>" in page and "contact-faults" in page
    assert 'class="help-head"' in page and f'href="/help/ar/contact/?{back.partition("?")[2]}"' in page

    done = client.post(send, written | {"email": "mina@shopper.example"})["Location"]
    page = client.get(done).content.decode()
    assert done.startswith("/help/de/contact/thanks/") and f"#{Ticket.objects.get().pk}" in page
    assert 'class="help-head"' in page and 'href="/help/de/contact/">' in page
    assert done.replace("/de/", "/ar/") in page
    assert client.get(f"{done[:-2]}/").status_code == 404


def test_of_several_forms_each_is_named_with_its_topics(client, centre, contact_inbox):
    other = Inbox.objects.create(channel="form", name="For companies")
    reason = ContactReason.objects.create(stage="before", name="A larger order")
    page = client.get(HERE).content.decode()

    assert "contact-form" not in page
    for inbox in (contact_inbox, other):
        assert f"/contact/{inbox.public_key}/?lang=en&amp;topic={reason.pk}" in page
    assert client.get(HERE)["Cache-Control"] == "public, no-cache"


@pytest.mark.requirement("R45")
def test_search_engines_find_it_in_every_language(client, centre, contact_inbox):
    page = client.get("/help/de/contact/").content.decode()

    assert '<link rel="canonical" href="http://testserver/help/de/contact/">' in page
    assert re.findall(r'hreflang="([\w-]+)" href="http://testserver/help/(\w+)/contact/"', page) == [
        ("en", "en"),
        ("de", "de"),
        ("ar", "ar"),
        ("x-default", "en"),
    ]
    assert '<meta name="description" content="' in page and "noindex" not in page
    assert "<loc>http://testserver/help/ar/contact/</loc>" in client.get("/help/sitemap.xml").content.decode()


def test_it_is_open_while_the_help_centre_is_closed_and_without_any_way_to_write(client):
    HelpCentre.objects.create(pk=1, is_on=False)
    page = client.get(HERE)

    assert page.status_code == 200
    assert (
        'href="/portal/"' in page.content.decode() and 'href="/help/en/search/"' not in page.content.decode()
    )


@pytest.mark.parametrize("path", [HERE, "/help/en/policies/", "/help/en/policies/shipping/"])
def test_while_the_help_centre_is_closed_nothing_there_leads_into_it(client, shipping, path):
    centre = HelpCentre.objects.create(pk=1, is_on=False)
    closed = client.get(path).content.decode()
    addresses = set(
        re.findall(r'(?:href="|"item": ")(?:http://testserver)?(/(?:help|portal)/[^"#?]*)', closed)
    )

    assert path in addresses
    assert [address for address in addresses if client.get(address).status_code == 404] == []

    centre.is_on = True
    centre.save()
    assert 'href="/help/en/feed.xml"' in client.get(path).content.decode()


def test_every_page_for_shoppers_leads_there(client, centre, contact_inbox):
    Community.objects.create(pk=1, is_on=True)
    for path in ("/help/en/", "/help/en/policies/", "/community/en/", "/portal/sign-in/", "/help/en/status/"):
        assert f'href="{HERE}"' in client.get(path).content.decode(), path
