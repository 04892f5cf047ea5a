"""The shop's name, logo and colour, and where shoppers see them."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from shopbell.channels.models import Brand, Inbox


def picture() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGBA", (1200, 300), (0, 0, 0, 0)).save(out, "PNG")
    return SimpleUploadedFile("logo.png", out.getvalue(), content_type="image/png")


def test_the_contact_page_shows_the_shops_name_and_logo(client, desk, root):
    form = Inbox.objects.create(channel="form", name="Form")
    desk(root).post(
        "/desk/settings/shop/", {"name": "Wexmoor & Pell", "colour": "#224466", "picture": picture()}
    )
    brand = Brand.current()

    client.logout()
    page = client.get(f"/contact/{form.public_key}/").content.decode()

    assert "Wexmoor &amp; Pell" in page and brand.logo_url in page
    assert client.get(brand.logo_url).headers["Content-Type"] == "image/webp"


@pytest.mark.requirement("R6")
def test_the_shops_address_and_phone_stand_on_every_page_for_shoppers(client, desk, root):
    form = Inbox.objects.create(channel="form", name="Form")
    said = {
        "name": "W",
        "colour": "#224466",
        "phone": " +49 30  1234-567 ",
        "address": " 14 Foundry Yard \n\n<b>London</b>",
    }
    assert desk(root).post("/desk/settings/shop/", said).status_code == 302

    client.logout()
    for path in (
        f"/contact/{form.public_key}/",
        "/help/en/",
        "/help/en/policies/",
        "/portal/sign-in/",
        "/status/",
    ):
        page = client.get(path, follow=True).content.decode()
        assert 'href="tel:+49301234567"' in page and "+49 30 1234-567" in page, path
        assert "14 Foundry Yard" in page and "&lt;b&gt;London&lt;/b&gt;" in page, path


@pytest.mark.parametrize("phone", ["call us", "javascript:alert(1)", "+49", "+" + "1" * 45])
def test_a_phone_number_that_is_none_is_refused(desk, root, phone):
    page = desk(root).post("/desk/settings/shop/", {"name": "W", "colour": "#224466", "phone": phone})

    assert page.status_code == 422
    assert not Brand.objects.exclude(phone="").exists()


def test_without_a_brand_the_contact_page_is_as_before(client, db):
    form = Inbox.objects.create(channel="form", name="Our form")

    page = client.get(f"/contact/{form.public_key}/").content.decode()
    assert "contact-shop" not in page and "Our form" in page


def test_no_other_blob_is_given_out_as_a_logo(client, db):
    assert client.get("/logo/abc/").status_code == 404


def test_a_file_that_is_no_picture_is_refused(desk, root):
    data = {"name": "W", "colour": "#224466", "picture": SimpleUploadedFile("x.png", b"no picture")}
    page = desk(root).post("/desk/settings/shop/", data)

    assert page.status_code == 422 and "not a picture" in page.content.decode()


def test_a_new_chat_begins_with_the_shops_colour(desk, root):
    Brand.objects.create(pk=1, name="W", colour="#224466")

    assert 'value="#224466"' in desk(root).get("/desk/settings/inboxes/new/chat/").content.decode()
