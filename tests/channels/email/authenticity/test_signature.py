"""DKIM: signatures made by dkimpy, and what may be wrong with them."""

import re

import dkim
import pytest

from shopbell.channels.email.authenticity.fields import relaxed_body, simple_body
from shopbell.channels.email.authenticity.names import Names
from shopbell.channels.email.authenticity.verdict import Result, Standing

from .conftest import MAIL, ed25519_key, rsa_key, signed


@pytest.mark.parametrize(
    "canon", [(one, other) for one in (b"simple", b"relaxed") for other in (b"simple", b"relaxed")]
)
@pytest.mark.parametrize("kind", ["rsa", "ed25519"])
def test_a_signature_of_the_world_is_verified(verdict_on, canon, kind):
    raw = (
        signed(canon=canon)
        if kind == "rsa"
        else signed(canon=canon, selector="e1", key=ed25519_key()[0], algorithm=b"ed25519-sha256")
    )

    verdict = verdict_on(raw)

    assert (verdict.standing, verdict.domain, verdict.by) == (Standing.VERIFIED, "shopper.example", "dkim")
    assert verdict.dmarc == Result.PASS


def test_a_mail_with_bare_line_feeds_is_verified(verdict_on):
    assert verdict_on(signed().replace(b"\r\n", b"\n")).standing == Standing.VERIFIED


def test_a_changed_text_is_no_longer_theirs(verdict_on):
    verdict = verdict_on(signed().replace(b"Tuesday", b"Mondays"))

    assert verdict.standing != Standing.VERIFIED
    assert (verdict.signatures[0].result, verdict.signatures[0].why) == (
        Result.FAIL,
        "the text was changed on the way",
    )


def test_a_changed_subject_is_no_longer_theirs(verdict_on):
    verdict = verdict_on(signed().replace(b"Where is my parcel", b"Send me the money"))

    assert verdict.signatures[0].result == Result.FAIL


def test_white_space_that_relays_change_does_not_matter_when_relaxed(verdict_on):
    raw = (
        signed()
        .replace(b"Tuesday.  ", b"Tuesday.")
        .replace(b"Subject: Where is", b"subject:   Where\r\n\tis")
    )

    assert verdict_on(raw).standing == Standing.VERIFIED


def test_a_revoked_key_proves_nothing(verdict_on, world):
    world.txt("old._domainkey.shopper.example", "v=DKIM1; k=rsa; p=")

    found = verdict_on(signed(selector="old")).signatures[0]

    assert (found.result, found.why) == (Result.PERMERROR, "the key is revoked")


def test_a_key_that_is_not_there_proves_nothing(verdict_on):
    assert verdict_on(signed(selector="none")).signatures[0].why == "no key in the DNS"


def test_a_signature_expires(verdict_on):
    raw = signed()
    stamp = int(re.search(rb"t=(\d+)", raw)[1])

    aged = raw.replace(b"t=%d" % stamp, b"t=%d; x=%d" % (stamp - 90000, stamp - 80000))

    assert verdict_on(aged).signatures[0].why == "it has expired"


def test_a_signature_over_the_beginning_of_the_text_counts_for_nothing(verdict_on):
    raw = signed(length=True)
    assert verdict_on(raw).standing == Standing.VERIFIED

    longer = verdict_on(raw + b"And send the money to me.\r\n")

    assert longer.standing != Standing.VERIFIED
    assert longer.signatures[0].result == Result.NEUTRAL


def test_sha1_is_not_believed(verdict_on):
    assert "SHA-1" in verdict_on(signed(algorithm=b"rsa-sha1")).signatures[0].why


def test_a_key_of_512_bits_is_not_believed(verdict_on, world):
    world.txt(
        "weak._domainkey.shopper.example",
        "v=DKIM1; p=MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAJ" + "A" * 72 + "CAwEAAQ==",
    )

    assert verdict_on(signed(selector="weak")).signatures[0].result == Result.PERMERROR


def test_a_silent_name_server_leaves_the_verdict_pending(verdict_on, world):
    world.silent.add("s1._domainkey.shopper.example")

    verdict = verdict_on(signed())

    assert verdict.standing == Standing.PENDING
    assert verdict.signatures[0].result == Result.TEMPERROR


def test_a_failing_name_server_leaves_the_verdict_pending(verdict_on, world):
    world.failing.add("s1._domainkey.shopper.example")

    assert verdict_on(signed()).standing == Standing.PENDING


def test_a_key_that_leads_to_another_name_is_followed(verdict_on, world):
    world.add("cname._domainkey.shopper.example", "CNAME", "s1._domainkey.shopper.example.")

    assert verdict_on(signed(selector="cname")).standing == Standing.VERIFIED


def test_aliases_in_a_ring_end(verdict_on, world):
    world.add("ring._domainkey.shopper.example", "CNAME", "ring._domainkey.shopper.example.")

    assert verdict_on(signed(selector="ring")).standing != Standing.VERIFIED


def test_a_foreign_signature_does_not_vouch_for_the_sender(verdict_on, world):
    world.txt("s1._domainkey.other.example", rsa_key()[1])

    verdict = verdict_on(signed(domain="other.example"))

    assert verdict.signatures[0].result == Result.PASS
    assert verdict.standing == Standing.UNVERIFIED


def test_a_signature_for_a_domain_of_others_is_refused(verdict_on):
    raw = signed().replace(b"i=@shopper.example", b"i=@bank.example")

    assert verdict_on(raw).signatures[0].result == Result.PERMERROR


def test_a_second_sender_above_the_signed_one_is_not_verified(verdict_on):
    raw = b"From: Mina Okafor <mina@shopper.example>\r\n" + signed()

    assert verdict_on(raw).standing != Standing.VERIFIED


def test_two_domains_in_one_from_are_not_verified(verdict_on):
    both = MAIL.replace(
        b"From: Mina Okafor <mina@shopper.example>", b"From: mina@shopper.example, x@evil.example"
    )

    assert verdict_on(signed(both)).standing != Standing.VERIFIED


def test_of_a_thousand_signatures_a_few_are_looked_at_and_the_right_one_is_found(verdict_on, world):
    foreign = re.match(rb"DKIM-Signature:.*?\r\n(?![ \t])", signed(domain="other.example"), re.DOTALL)[0]

    verdict = verdict_on(foreign * 1000 + signed())

    assert verdict.standing == Standing.VERIFIED
    assert len(verdict.signatures) <= 8
    assert sum(world.asked.values()) < 20


def test_a_huge_key_is_not_computed_with(verdict_on, world):
    world.txt("huge._domainkey.shopper.example", "v=DKIM1; k=rsa; p=" + "MIIB" * 1500)

    assert verdict_on(signed(selector="huge")).signatures[0].why == "the key record is too long"


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"\r\n\r\n", b"\0" * 1000, b"DKIM-Signature: v=1" + b";" * 10000, b"DKIM-Signature:" + b" a=b;" * 10000,
        b"From: \xff\xfe\r\nDKIM-Signature: d=\xff; s=.; b=!;\r\n\r\nx", b"DKIM-Signature: v=1; d=" + b"a." * 500 + b"b\r\n\r\n",
        b"ARC-Seal: i=1; i=1\r\nARC-Seal: i=99999999999\r\n\r\n", b"X: y\n" * 30000, b"Authentication-Results: " + b"(" * 9000,
    ],
)  # fmt: skip
def test_no_bytes_break_the_check(verdict_on, raw):
    assert verdict_on(raw).standing in (Standing.UNVERIFIED, Standing.PENDING, Standing.FORGED)


def test_a_body_of_spaces_takes_no_longer_than_its_length():
    """A library needs twenty minutes for a million spaces in one line, since it begins anew at each of them."""
    body = b" " * 1_000_000 + b"x\r\n" + b"\r\n" * 100_000

    assert relaxed_body(body) == b" x\r\n"
    assert simple_body(body).endswith(b"x\r\n")


@pytest.mark.parametrize(
    "body",
    [b"", b"\r\n", b"\r\n\r\n", b"a", b"a ", b"a \t\r\n\r\n", b" \r\n", b"a\r\n \r\n\r\n", b"\t a  b\r\n"],
)
def test_bodies_are_made_canonical_as_another_program_does(body):
    from dkim.canonicalization import Relaxed, Simple

    assert simple_body(body) == Simple.canonicalize_body(body)
    # a body of white space alone, without a line end, is empty (RFC 6376 §3.4.4)
    assert relaxed_body(body) == Relaxed.canonicalize_body(body if body != b"a " else b"a\r\n")


def test_dkimpy_and_we_agree(world):
    """The mail of the other tests is good in the eyes of a program that knows nothing of ours."""
    names = Names(world.server())

    assert dkim.verify(signed(), dnsfunc=lambda name, timeout: b"".join(names.txt(name.decode())))
