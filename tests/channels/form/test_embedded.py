"""The form within pages of the shop: only of its own origins, without the page's frame, and handed on from page to page."""

import pytest

from shopbell.channels.models import Inbox

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R21")]
SHOP = "https://shop.example"


@pytest.fixture
def trade(db):
    return Inbox.objects.create(
        channel="form", name="Trade", settings={"origins": [SHOP], "accent": "#112233"}
    )


def test_only_pages_of_its_origins_may_show_it(client, trade):
    answer = client.get(f"/contact/{trade.public_key}/?embedded=1&from={SHOP}")

    assert f"frame-ancestors 'self' {SHOP}" in answer.headers["Content-Security-Policy"]
    assert f'data-parent="{SHOP}"' in answer.content.decode()
    stranger = client.get(
        f"/contact/{trade.public_key}/?embedded=1&from=https://evil.example"
    ).content.decode()
    assert 'data-parent=""' in stranger


def test_it_looks_like_the_shop_and_stays_embedded(client, send, trade):
    url = f"/contact/{trade.public_key}/?embedded=1&from={SHOP}&lang=de"
    page = client.get(url).content.decode()
    assert "is-embedded" in page and "--accent: #112233" in page and "--on-accent: #ffffff" in page

    answer = send(url=url)
    thanks = client.get(answer.url).content.decode()
    assert "embedded=1" in answer.url and "is-embedded" in thanks and 'lang="de"' in thanks


def test_its_script_is_for_every_page(client):
    answer = client.get("/form.js")

    assert answer.status_code == 200
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert b"/contact/" in answer.content
    assert client.get("/form.js", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_its_line_stands_on_the_inbox_s_page(desk, root, trade):
    page = desk(root).get(f"/desk/settings/inboxes/{trade.pk}/").content.decode()

    assert f'/form.js" data-key="{trade.public_key}"' in page
