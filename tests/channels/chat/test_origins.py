import pytest

from shopbell.channels.origin import exact_origin

pytestmark = pytest.mark.django_db
SHOP = "https://shop.example"


@pytest.fixture
def shop_chat(shop_chat):
    shop_chat.settings = {"origins": [SHOP]}
    shop_chat.save()
    return shop_chat


@pytest.mark.parametrize("call", ["look", "hello", "messages"])
@pytest.mark.parametrize(
    "origin",
    [
        "https://shop.example.evil.example",
        "https://evil-shop.example",
        "http://shop.example",
        "https://shop.example:8443",
        "https://www.shop.example",
        "https://SHOP.example",
        "null",
    ],
)
def test_a_page_of_another_origin_gets_nothing(shopper, call, origin):
    answer = shopper.get(call, {"Origin": origin}, chat=1)

    assert answer.status_code == 403
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_the_shops_page_and_the_desk_itself_may_ask(shopper):
    assert shopper.get("look", {"Origin": SHOP}).headers["Access-Control-Allow-Origin"] == SHOP
    assert shopper.get("look", {"Origin": "http://testserver"}).status_code == 200


def test_a_browser_may_ask_beforehand(shopper):
    url = f"/chat/{shopper.inbox.public_key}/send"

    answer = shopper.client.options(url, headers={"Origin": SHOP, "Access-Control-Request-Method": "POST"})

    assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (204, SHOP)
    assert "Authorization" in answer.headers["Access-Control-Allow-Headers"]


def test_only_the_named_origins_may_frame_the_chat(shopper):
    page = shopper.client.get(f"/chat/{shopper.inbox.public_key}/", {"from": SHOP})

    assert page.headers["Content-Security-Policy"].endswith(f"frame-ancestors 'self' {SHOP}")
    assert f'data-parent="{SHOP}"' in page.content.decode()


def test_a_foreign_page_is_not_made_the_partner_of_the_frame(shopper):
    page = shopper.client.get(f"/chat/{shopper.inbox.public_key}/", {"from": "https://evil.example"})

    assert page.status_code == 404


def test_an_origin_cannot_smuggle_words_into_the_policy(shopper, shop_chat):
    shop_chat.settings = {"origins": ["https://a.example; script-src *", "https://*.example", "*"]}
    shop_chat.save()

    policy = shopper.client.get(f"/chat/{shop_chat.public_key}/").headers["Content-Security-Policy"]

    assert policy.endswith("frame-ancestors 'self'")


@pytest.mark.parametrize(
    "written,exact",
    [
        ("https://Shop.Example/", "https://shop.example"),
        ("https://shop.example:443", "https://shop.example"),
        ("http://localhost:3000", "http://localhost:3000"),
        ("https://bücher.example", "https://xn--bcher-kva.example"),
        ("https://*.example", ""),
        ("shop.example", ""),
        ("https://shop.example/cart", ""),
        ("https://a@shop.example", ""),
        ("ftp://shop.example", ""),
        ("https://shop.example:99999", ""),
        ("https://", ""),
    ],
)
def test_an_origin_is_kept_as_browsers_write_it(written, exact):
    assert exact_origin(written) == exact


def test_an_inbox_out_of_use_is_gone(shopper, shop_chat):
    shop_chat.is_active = False
    shop_chat.save()

    assert shopper.get("hello").status_code == 404
    assert shopper.client.get(f"/chat/{shop_chat.public_key}/").status_code == 404


def test_a_mail_inbox_is_no_chat(shopper, care):
    assert shopper.client.get(f"/chat/{care.public_key}/hello").status_code == 404
