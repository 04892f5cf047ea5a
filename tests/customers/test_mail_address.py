"""What is the address of one mailbox, and what is not."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shopbell.core.errors import Refused
from shopbell.customers.identity import normal
from shopbell.customers.mail_address import NoAddress, normal_address

ATOM = st.text(st.sampled_from("abcXYZ019!#$%&'*+-/=?^_`{|}~éßñж日本"), min_size=1, max_size=8)
LABEL = st.from_regex(r"[a-zA-Z0-9]([a-zA-Z0-9-]{0,10}[a-zA-Z0-9])?", fullmatch=True).filter(
    lambda each: not each.lower().startswith("xn--")
)
ADDRESS = st.builds(
    lambda atoms, labels: f"{'.'.join(atoms)}@{'.'.join(labels)}",
    st.lists(ATOM, min_size=1, max_size=3),
    st.lists(LABEL, min_size=1, max_size=4),
)
FORBIDDEN = ',;:<>()[]\\" \t\r\n\0\x7f\u200b\u202e\u00a0\u2028'


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("Mina@Shopper.Example", "mina@shopper.example"),
        ("  mina@shopper.example\n", "mina@shopper.example"),
        ("user@localhost", "user@localhost"),
        ("o'neil+shop=x@sub.shop.example", "o'neil+shop=x@sub.shop.example"),
        ("Zoë@Dömain.example", "zoë@xn--dmain-jua.example"),
        ("Zoe\u0308@example.com", "zoë@example.com"),
        ("ユーザー@例え.jp", "ユーザー@xn--r8jz45g.jp"),
        ("a@127.example", "a@127.example"),
        ("a" * 64 + "@example.com", "a" * 64 + "@example.com"),
    ],
)
def test_an_address_is_stored_in_one_form(written, stored):
    assert normal("email", written) == stored


@pytest.mark.parametrize(
    "text",
    [
        "", "@", "mina", "mina@", "@shopper.example", "a@b.example,c@d.example", "a@b.example;c@d.example",
        "Mina <mina@shopper.example>", "<mina@shopper.example>", '"mina"@shopper.example', '"a b"@x.example', "a b@x.example",
        "a@b@c.example", "a..b@x.example", ".a@x.example", "a.@x.example", "a@.example", "a@x..example", "a@x.example.",
        "a@-x.example", "a@x-.example", "a@x_y.example", "a@[127.0.0.1]", "a@x.example\r\nBcc: b@y.example",
        "a\0@x.example", "a\u200b@x.example", "a\u202e@x.example", "mailto:a@x.example", "a(comment)@x.example", "a\\b@x.example",
        "a" * 65 + "@example.com", "a@" + "b" * 64 + ".example", "a@" + ".".join(["b" * 60] * 5), "é" * 33 + "@example.com",
        "a@" + "x" * 100_000,
    ],
)  # fmt: skip
def test_what_is_not_one_mailbox_is_refused(text):
    with pytest.raises(Refused, match="not an e-mail address"):
        normal("email", text)


@given(ADDRESS)
def test_every_address_of_the_grammar_is_taken_and_stays_as_it_is(address):
    once = normal_address(address)

    assert normal_address(once) == once
    assert once.rpartition("@")[2].isascii()


@given(ADDRESS, st.sampled_from(FORBIDDEN), st.data())
def test_one_forbidden_character_inside_spoils_it(address, character, data):
    place = data.draw(st.integers(1, len(address) - 1))

    with pytest.raises(NoAddress):
        normal_address(address[:place] + character + address[place:])


@given(ADDRESS, ADDRESS, st.sampled_from(",; <>@"))
def test_two_addresses_are_never_one(one, other, between):
    with pytest.raises(NoAddress):
        normal_address(one + between + other)


@given(st.text())
@example("İ@example.com")
@example("ﬁ@ﬁ.example")
@example("a@x。example")
def test_whatever_comes_is_refused_or_one_safe_word(text):
    try:
        address = normal_address(text)
    except NoAddress:
        return
    local, _, domain = address.rpartition("@")
    assert local and domain and len(address.encode()) <= 254
    assert not set(address) & set(FORBIDDEN)
    assert not any(unicodedata.category(each)[0] in "CZ" for each in address)
    assert normal_address(address) == address
