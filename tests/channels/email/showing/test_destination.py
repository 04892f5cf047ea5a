"""Where a link leads, said so that it misleads nobody."""

import pytest

from shopbell.channels.email.showing.destination import destination, unwrapped


def where(href: str, words: str = "here") -> str:
    found = destination(href, words)
    return found.where if found else ""


def warning(href: str, words: str = "here") -> str:
    found = destination(href, words)
    return found.warning if found else ""


@pytest.mark.parametrize(
    ("wrapped", "address"),
    [
        ("https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fshop.example%2Fa%3Fb&data=05", "https://shop.example/a?b"),
        ("https://www.google.com/url?q=https://shop.example/a&sa=D", "https://shop.example/a"),
        ("https://www.google.co.uk/url?sa=t&url=https://shop.example/a", "https://shop.example/a"),
        ("https://l.facebook.com/l.php?u=https%3A%2F%2Fshop.example%2Fa&h=1", "https://shop.example/a"),
        ("https://urldefense.proofpoint.com/v2/url?u=https-3A__shop.example_a&d=Dw", "https://shop.example/a"),
        ("https://urldefense.com/v3/__https://shop.example/a__;!!x$", "https://shop.example/a"),
        ("https://secure-web.cisco.com/1abc/https%3A%2F%2Fshop.example%2Fa", "https://shop.example/a"),
        ("https://www.linkedin.com/redir/redirect?url=https%3A%2F%2Fshop.example%2Fa", "https://shop.example/a"),
        ("https://deref-gmx.net/mail/client/abc/dereferrer/?redirectUrl=https%3A%2F%2Fshop.example%2Fa", "https://shop.example/a"),
        ("https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwww.google.com%2Furl%3Fq%3Dhttps%3A%2F%2Fshop.example%2Fa", "https://shop.example/a"),
    ],
)  # fmt: skip
def test_known_redirects_are_looked_through(wrapped, address):
    assert unwrapped(wrapped) == address
    assert where(wrapped) == "Leads to shop.example"


@pytest.mark.parametrize(
    "address",
    [
        "https://www.google.com/url?q=javascript:alert(1)",
        "https://google.evil.example/url?q=https://shop.example/",
        "https://evil.example/?url=https://shop.example/",
        "https://safelinks.protection.outlook.com.evil.example/?url=https://shop.example/",
        "http://[::1/",
        "https://deref-gmx.xyz/?redirectUrl=https://www.shop.example/",
        "https://google.xyz/url?q=https://shop.example/",
        "https://www.google.com/url?q=https://shop.example/&url=https://evil.example/",
    ],
)
def test_what_only_looks_like_a_redirect_is_none(address):
    assert unwrapped(address) == address


@pytest.mark.parametrize(
    ("href", "words"),
    [
        ("https://evil.example/", "https://www.paypal.com/signin"),
        ("https://evil.example/", "www.paypal.com"),
        ("https://evil.example/", "paypal.com"),
        ("https://evil.example/", "PayPal.com."),
        ("https://evil.example/", "pay\u200bpal.com"),
        ("https://evil.example/", "ｐａｙｐａｌ.com"),  # noqa: RUF001
        ("https://evil.example/", "Go to https://paypal.com now"),
        ("https://paypal.com.evil.example/", "paypal.com"),
        ("https://paypal.com@evil.example/", "here"),
        ("https://paypal-com.evil.example/", "<www.paypal.com>"),
        ("mailto:thief@evil.example", "care@shop.de"),
        ("https://evil.example/", "Sign in at paypal.com now"),
        ("https://evil.example/", "your shop.test account"),
        ("https://evil.example/", "shop.example"),
        ("mailto:thief@evil.example", "Write to care@shop.de, please"),
    ],
)
def test_words_that_name_another_host_are_warned_of(href, words):
    assert "evil.example" in warning(href, words)


@pytest.mark.parametrize(
    ("href", "words"),
    [
        ("https://www.shop.de/a", "shop.de"),
        ("https://mail.shop.co.uk/a", "www.shop.co.uk"),
        ("https://shop.de/a", "click here"),
        ("https://shop.de/a", "invoice.pdf"),
        ("https://shop.de/a", "readme.md"),
        ("https://shop.de/a", "Version 1.2.3"),
        ("https://shop.de/a", "z.B. hier"),
        ("https://shop.de/a", "See readme.md, invoice.pdf and Version 1.2.3"),
        ("https://shop.de/a", "Order at shop.de or at other.de"),
        ("https://shop.example/a", "Your order at www.shop.example"),
        ("https://xn--mller-kva.de/", "müller.de"),
        ("mailto:care@shop.de", "care@shop.de"),
        ("tel:+4930123456", "030 123456"),
        ("https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwww.shop.de%2F", "www.shop.de"),
    ],
)
def test_honest_words_are_left_alone(href, words):
    assert warning(href, words) == ""


@pytest.mark.parametrize(
    "host",
    [
        "xn--pple-43d.com",  # a Cyrillic letter among Latin ones
        "xn--80ak6aa92e.com",  # Cyrillic alone, all of it like Latin
        "аррӏе.com",  # noqa: RUF001 (the same, in its own letters)
    ],
)
def test_a_name_that_looks_like_another_is_warned_of(host):
    assert "xn--" in warning(f"https://{host}/")
    assert "(xn--" in where(f"https://{host}/")


@pytest.mark.parametrize(
    "host", ["müller.de", "почта.рф", "日本レストラン.jp", "español.es", "παράδειγμα.gr"]
)
def test_a_name_in_somebody_s_own_language_is_not(host):
    assert warning(f"https://{host}/") == ""
    assert where(f"https://{host}/").startswith(f"Leads to {host} (")


@pytest.mark.parametrize(
    "href", ["javascript:alert(1)", "data:text/html,x", "cid:1", "https:///", "http://[::1", "x"]
)
def test_what_leads_nowhere_says_nothing(href):
    assert destination(href) is None


def test_mail_and_telephone_say_whom_they_reach():
    assert where("mailto:care%40shop.de?subject=x") == "Writes to care@shop.de"
    assert where("tel:+49%2030") == "Calls +49 30"


@pytest.mark.parametrize(
    "href",
    [
        "https://evil.example\\@shop.example/login",
        "https:\\\\evil.example/",
        "https:evil.example",
        "ht\ntps://evil.ex\tample/a\\b?c\\d",
    ],
)
def test_an_address_is_read_as_a_browser_reads_it(href):
    assert where(href) == "Leads to evil.example"
    assert warning(href, "www.shop.example") == "Beware: this leads to evil.example, not to shop.example"
