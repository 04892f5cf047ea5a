"""The word of other servers: Authentication-Results and sealed chains, and from whom they count."""

import time

import dkim
import pytest

from shopbell.channels.email.authenticity.told import read_told
from shopbell.channels.email.authenticity.verdict import Result, Standing

from .conftest import MAIL, rsa_key, signed

PASSED = (
    b"Authentication-Results: mx.provider.example; spf=pass smtp.mailfrom=mina@shopper.example; dkim=none\r\n"
)
FAILED = b"Authentication-Results: mx.provider.example; spf=fail smtp.mailfrom=x@evil.example; dkim=none\r\n"


def test_the_word_of_a_server_that_the_inbox_names_counts(verdict_on):
    verdict = verdict_on(PASSED + MAIL, trusted=["MX.provider.example"])

    assert (verdict.standing, verdict.by, verdict.server) == (Standing.VERIFIED, "spf", "mx.provider.example")


def test_nobody_elses_word_counts(verdict_on):
    assert verdict_on(PASSED + MAIL).standing == Standing.UNVERIFIED
    assert verdict_on(PASSED + MAIL, trusted=["mx.other.example"]).standing == Standing.UNVERIFIED


def test_only_the_topmost_word_of_that_server_counts(verdict_on):
    assert verdict_on(FAILED + PASSED + MAIL, trusted=["mx.provider.example"]).standing == Standing.FORGED


def test_what_our_own_listener_took_from_the_world_brings_no_word_of_others(verdict_on):
    raw = PASSED + MAIL

    assert (
        verdict_on(raw, peer="8.8.8.8", mail_from="x@evil.example", trusted=["mx.provider.example"]).standing
        == Standing.FORGED
    )


def test_a_told_signature_counts_like_one_that_we_checked(verdict_on):
    told = b"Authentication-Results: mx.provider.example (all (well)); dkim=pass (2048) header.d=shopper.example\r\n"

    assert verdict_on(told + MAIL, trusted=["mx.provider.example"]).by == "dkim"


@pytest.mark.parametrize(
    ("value", "results"),
    [
        ("mx.a.example 1; none", []),
        (
            '"mx.a.example"; SPF = Pass smtp.mailfrom="m@b.example"',
            [("spf", "pass", {"smtp.mailfrom": "m@b.example"})],
        ),
        (
            "mx.a.example; dmarc=fail (p=REJECT) header.from=b.example",
            [("dmarc", "fail", {"header.from": "b.example"})],
        ),
        ("mx.a.example;" + "((((" * 2000, []),
    ],
)
def test_how_such_a_header_is_read(value, results):
    told = read_told(value)

    assert (told.server, told.results) == ("mx.a.example", results)


def sealed(
    raw: bytes, *, domain: str = "lists.example", server: bytes = b"lists.example", told: bytes = b""
) -> bytes:
    """`raw` passed on by a server that seals what it found."""
    told = told or b"dkim=pass header.d=shopper.example; dmarc=pass header.from=shopper.example"
    raw = b"Authentication-Results: " + server + b"; arc=none; " + told + b"\r\n" + raw
    found = dkim.arc_sign(raw, b"a1", domain.encode(), rsa_key()[0], server, [b"from", b"to", b"subject"])
    return b"".join(found) + raw


@pytest.fixture
def lists(world):
    world.txt("a1._domainkey.lists.example", rsa_key()[1])
    return world


def test_a_chain_of_the_world_holds(verdict_on, lists):
    verdict = verdict_on(sealed(MAIL))

    assert (verdict.arc, verdict.arc_domain) == (Result.PASS, "lists.example")
    assert verdict.standing == Standing.UNVERIFIED  # whoever seals last may say what they like


def test_a_changed_mail_breaks_the_chain(verdict_on, lists):
    assert verdict_on(sealed(MAIL).replace(b"Tuesday", b"Mondays")).arc == Result.FAIL


def test_a_seal_that_is_missing_breaks_the_chain(verdict_on, lists):
    raw = sealed(MAIL).replace(b"ARC-Seal: i=1", b"X-Seal: i=1")

    assert verdict_on(raw).arc == Result.FAIL


def test_a_forged_seal_breaks_the_chain(verdict_on, lists):
    lists.records[("a1._domainkey.lists.example.", "TXT")] = ['"v=DKIM1; p="']

    assert verdict_on(sealed(MAIL)).arc == Result.FAIL


def test_a_list_that_the_inbox_trusts_vouches_for_a_sender_whose_signature_it_broke(verdict_on, lists):
    raw = sealed(signed().replace(b"Subject: Where", b"Subject: [list] Where"))

    assert verdict_on(raw, peer="8.8.8.8").standing == Standing.FORGED
    verdict = verdict_on(raw, peer="8.8.8.8", trusted=["lists.example"])
    assert (verdict.standing, verdict.by, verdict.domain) == (Standing.VERIFIED, "arc", "lists.example")


@pytest.mark.parametrize(
    "told",
    [b"dmarc=pass", b"dmarc=pass header.from=other.example", b"dmarc=pass header.from=x@other.example"],
)
def test_a_list_vouches_only_for_the_sender_that_it_names(verdict_on, lists, told):
    raw = sealed(MAIL, told=told)

    assert verdict_on(raw, peer="8.8.8.8", trusted=["lists.example"]).standing == Standing.FORGED


def test_a_list_does_not_vouch_for_one_of_two_senders(verdict_on, lists):
    raw = sealed(b"From: Theo <theo@evil.example>\r\n" + MAIL)

    verdict = verdict_on(raw, peer="8.8.8.8", trusted=["lists.example"])

    assert verdict.standing == Standing.FORGED


def test_a_header_of_one_endless_word_takes_no_longer_than_its_length():
    started = time.perf_counter()
    for value in ("a" * 16_000, "a." * 8_000, "-.-" * 5_000):
        assert read_told(f"mx.a.example; spf=pass {value}").results == [("spf", "pass", {})]

    assert time.perf_counter() - started < 0.5


def test_a_server_that_nobody_trusts_is_not_read(verdict_on):
    assert read_told("mx.evil.example; spf=pass smtp.mailfrom=x@y.example", {"mx.a.example"}) is None


def test_a_stranger_who_takes_the_name_of_a_trusted_list_does_not(verdict_on, lists):
    lists.txt("a1._domainkey.evil.example", rsa_key()[1])
    raw = sealed(MAIL, domain="evil.example", server=b"lists.example")

    assert verdict_on(raw, peer="8.8.8.8", trusted=["lists.example"]).standing == Standing.FORGED
