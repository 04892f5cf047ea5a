"""DMARC: what the sender's domain asks for, and who may vouch for it."""

import pytest

from shopbell.channels.email.authenticity.policy import organisation
from shopbell.channels.email.authenticity.verdict import Result, Standing

from .conftest import MAIL, PEER, rsa_key, signed


@pytest.fixture
def asks(world):
    """Let shopper.example publish another policy."""

    def publish(record: str, name: str = "_dmarc.shopper.example"):
        world.records.pop((f"{name}.", "TXT"), None)
        if record:
            world.txt(name, record)

    return publish


@pytest.mark.parametrize(
    ("record", "standing", "dmarc"),
    [
        ("v=DMARC1; p=reject", Standing.FORGED, Result.FAIL),
        ("v=DMARC1; p=quarantine; rua=mailto:x@shopper.example", Standing.FORGED, Result.FAIL),
        ("v=DMARC1; p=none", Standing.UNVERIFIED, Result.FAIL),
        ("v=DMARC1; p=quarantine; pct=0", Standing.UNVERIFIED, Result.FAIL),
        ("v=DMARC1; p=reject; pct=0", Standing.FORGED, Result.FAIL),
        ("v=DMARC1; p=nonsense", Standing.UNVERIFIED, Result.NONE),
        ("v=DMARC1; rua=mailto:x@shopper.example", Standing.UNVERIFIED, Result.FAIL),
        ("", Standing.UNVERIFIED, Result.NONE),
    ],
)
def test_what_becomes_of_a_mail_from_somewhere_else(verdict_on, asks, record, standing, dmarc):
    asks(record)

    verdict = verdict_on(MAIL, peer="8.8.8.8", mail_from="x@evil.example")

    assert (verdict.standing, verdict.dmarc) == (standing, dmarc)


def test_a_server_that_may_send_verifies_the_sender(verdict_on):
    verdict = verdict_on(MAIL, peer=PEER, mail_from="mina@shopper.example")

    assert (verdict.standing, verdict.by, verdict.spf) == (Standing.VERIFIED, "spf", Result.PASS)


def test_the_pass_of_another_domain_verifies_nobody(verdict_on, world):
    world.txt("evil.example", "v=spf1 +all")

    verdict = verdict_on(MAIL, peer="8.8.8.8", mail_from="x@evil.example")

    assert (verdict.standing, verdict.spf) == (Standing.FORGED, Result.PASS)


def test_without_the_sending_server_nothing_is_called_forged(verdict_on):
    verdict = verdict_on(MAIL)

    assert (verdict.standing, verdict.spf, verdict.dmarc) == (
        Standing.UNVERIFIED,
        Result.UNKNOWN,
        Result.UNKNOWN,
    )


def test_a_subdomain_is_under_the_policy_of_its_organisation(verdict_on, asks):
    raw = MAIL.replace(b"mina@shopper.example", b"mina@mail.shopper.example")
    asks("v=DMARC1; p=none; sp=reject")

    assert verdict_on(raw, sender="mina@mail.shopper.example", peer="8.8.8.8").standing == Standing.FORGED


def test_the_policy_of_the_subdomain_itself_goes_before(verdict_on, asks):
    raw = MAIL.replace(b"mina@shopper.example", b"mina@mail.shopper.example")
    asks("v=DMARC1; p=none", "_dmarc.mail.shopper.example")

    assert verdict_on(raw, sender="mina@mail.shopper.example", peer="8.8.8.8").standing == Standing.UNVERIFIED


@pytest.mark.parametrize(("alignment", "standing"), [("r", Standing.VERIFIED), ("s", Standing.FORGED)])
def test_strict_alignment_wants_the_very_same_domain(verdict_on, world, asks, alignment, standing):
    world.txt("s1._domainkey.mail.shopper.example", rsa_key()[1])
    asks(f"v=DMARC1; p=reject; adkim={alignment}")

    assert verdict_on(signed(domain="mail.shopper.example"), peer="8.8.8.8").standing == standing


@pytest.mark.parametrize(("alignment", "standing"), [("r", Standing.VERIFIED), ("s", Standing.FORGED)])
def test_strict_alignment_holds_for_servers_too(verdict_on, world, asks, alignment, standing):
    world.txt("bounce.shopper.example", f"v=spf1 ip4:{PEER} -all")
    asks(f"v=DMARC1; p=reject; aspf={alignment}")

    assert verdict_on(MAIL, peer=PEER, mail_from="b@bounce.shopper.example").standing == standing


def test_a_silent_policy_leaves_the_verdict_pending(verdict_on, world):
    world.silent.add("_dmarc.shopper.example")

    assert verdict_on(MAIL, peer="8.8.8.8").standing == Standing.PENDING


def test_a_stranger_cannot_put_the_verdict_off_with_slow_servers_of_their_own(verdict_on, world):
    world.silent |= {"s1._domainkey.evil.example", "evil.example"}

    verdict = verdict_on(signed(domain="evil.example"), peer="8.8.8.8", mail_from="x@evil.example")

    assert verdict.standing == Standing.FORGED


def test_neighbours_under_a_public_suffix_are_strangers(verdict_on, world):
    world.txt("s1._domainkey.evil.co.uk", rsa_key()[1])
    world.txt("_dmarc.shop.co.uk", "v=DMARC1; p=reject")
    raw = signed(MAIL.replace(b"mina@shopper.example", b"mina@shop.co.uk"), domain="evil.co.uk")

    assert organisation("mail.shop.co.uk") == "shop.co.uk"
    assert verdict_on(raw, sender="mina@shop.co.uk", peer="8.8.8.8").standing == Standing.FORGED


def test_a_domain_without_a_policy_is_verified_by_its_own_signature(verdict_on, asks):
    asks("")

    verdict = verdict_on(signed())

    assert (verdict.standing, verdict.dmarc) == (Standing.VERIFIED, Result.NONE)
