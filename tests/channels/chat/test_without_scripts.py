"""Where no script runs, the chat's page and the lines for the shop's pages lead on."""

import pytest

from shopbell.channels.brand import Brand

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R3")]


def test_the_page_names_the_shop_and_leads_to_every_way_to_reach_it(client, shop_chat):
    Brand.objects.create(pk=1, name="Wexmoor <Pell>")

    page = client.get(f"/chat/{shop_chat.public_key}/?lang=de").content.decode()
    without = page.rpartition("<noscript>")[2]

    assert "Wexmoor &lt;Pell&gt;" in without
    assert 'href="/contact/?lang=de"' in without and 'href="/portal/"' in without


@pytest.mark.parametrize("channel", ["chat", "form"])
def test_the_line_for_the_shop_s_pages_brings_a_link(desk, root, shop_chat, channel):
    shop_chat.channel = channel
    shop_chat.save()

    page = desk(root).get(f"/desk/settings/inboxes/{shop_chat.pk}/").content.decode()

    address = "/contact/" if channel == "chat" else f"/contact/{shop_chat.public_key}/"
    _, _, link = page.partition("&lt;/script&gt;&lt;noscript&gt;&lt;a href=")
    assert link.split("&gt;")[0].strip('"').endswith(address)
