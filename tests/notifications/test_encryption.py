"""Encryption for the browser alone: the RFC's own example, and whatever else there may be."""

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as some

from shopbell.notifications.push.encryption import (
    CURVE,
    MOST_BYTES,
    Reader,
    encrypt,
    from_base64url,
    to_base64url,
)
from tests.fakes.push_service import Browser

# RFC 8291, appendix A
WORDS = b"When I grow up, I want to be a watermelon"
SENDER = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
RECEIVER = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
SECRET, SALT = "BTBZMqHH6r4Tts7J_aSIgg", "DGv6ra1nlYgDCS1FRnbzlw"
BODY = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27ml"
    "mlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPT"
    "pK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)
BROWSER = Browser(7, "")


def test_the_example_of_the_rfc_is_met_to_the_byte():
    key = ec.derive_private_key(int.from_bytes(from_base64url(SENDER)), CURVE)

    body = encrypt(WORDS, Reader.of(RECEIVER, SECRET), key=key, salt=from_base64url(SALT))

    assert to_base64url(body) == BODY


@given(some.binary(max_size=600))
def test_the_browser_reads_what_was_sent_and_it_is_never_sealed_alike(words):
    reader = Reader.of(**BROWSER.keys)

    assert BROWSER.read(encrypt(words, reader)) == words
    assert encrypt(words, reader) != encrypt(words, reader)


def test_what_fits_into_a_message_is_taken_and_a_byte_more_is_refused():
    reader = Reader.of(**BROWSER.keys)

    assert len(encrypt(b"x" * MOST_BYTES, reader)) == 4096
    with pytest.raises(ValueError, match="Too long"):
        encrypt(b"x" * (MOST_BYTES + 1), reader)


@pytest.mark.parametrize(
    ("p256dh", "auth"),
    [("", ""), ("%%%", SECRET), (RECEIVER, "AAAA"), (RECEIVER[:-4], SECRET), ("B" * 87, SECRET)],
)
def test_what_are_no_keys_of_a_browser_is_refused(p256dh, auth):
    with pytest.raises(ValueError):
        Reader.of(p256dh, auth)
