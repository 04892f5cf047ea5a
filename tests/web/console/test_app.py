"""The console on a home screen: its manifest, its pictures, and who is offered it."""

import io
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from PIL import Image

from tests.web.test_tokens import BY_CHOICE, LIGHT

pytestmark = pytest.mark.django_db
MANIFEST = "/console.webmanifest"


def test_a_device_is_told_how_to_put_the_console_on_its_home_screen(client):
    answer = client.get(MANIFEST, headers={"Accept-Language": "de"})

    told = answer.json()
    assert answer.headers["Content-Type"] == "application/manifest+json"
    assert (told["name"], told["display"], told["start_url"], told["scope"]) == (
        "Shopbell", "standalone", "/desk/", "/"
    )  # fmt: skip
    assert (told["lang"], told["dir"]) == ("de", "ltr")
    assert told["theme_color"] == told["background_color"] == LIGHT["paper"]


def test_its_pictures_are_there_in_the_sizes_that_it_names_and_leave_no_corner_bare(client):
    icons = client.get(MANIFEST).json()["icons"]

    assert {(icon["sizes"], icon["purpose"]) for icon in icons} == {
        (sizes, purpose) for sizes in ("192x192", "512x512") for purpose in ("any", "maskable")
    }
    for address in {*(icon["src"] for icon in icons), "/static/shopbell/app-180.png"}:
        name = re.sub(r"\.[0-9a-f]{12}\.png$", ".png", address.removeprefix("/static/"))
        picture = Image.open(io.BytesIO(Path(finders.find(name)).read_bytes())).convert("RGBA")
        assert f"app-{picture.width}.png" in name and picture.width == picture.height
        assert picture.getpixel((0, 0)) == (*bytes.fromhex(LIGHT["paper"][1:]), 255)
        assert len(picture.getcolors(1 << 20)) > 2  # and there is something on the paper


@pytest.mark.parametrize(
    ("theme", "colours"),
    [("auto", ["light", "dark"]), ("light", ["light"]), ("dark", ["dark"])],
)
def test_the_bar_of_the_device_has_the_colour_of_the_page(desk, bo, theme, colours):
    bo.theme = theme
    bo.save()

    page = desk(bo).get("/desk/profile/").content.decode()

    papers = {"light": LIGHT["paper"], "dark": BY_CHOICE["paper"]}
    assert re.findall(r'name="theme-color" content="([^"]+)"', page) == [papers[each] for each in colours]


def test_only_the_console_offers_itself(client, desk, bo):
    assert 'rel="manifest"' not in client.get("/accounts/login/").content.decode()

    assert (
        f'<link rel="manifest" href="{MANIFEST}">'
        in desk(bo).get("/desk/profile/notifications/").content.decode()
    )
