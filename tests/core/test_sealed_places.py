"""A changed key: what lies sealed with which, and sealing it anew so that the earlier one can go."""

from argparse import Namespace
from contextlib import nullcontext

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP

from shopbell.accounts.letter import Letter
from shopbell.accounts.second_factor import MfaAdapter
from shopbell.channels.email.models import Mailbox
from shopbell.cli import doctor, reseal
from shopbell.core import sealed_places
from shopbell.core.sealed import Key, Unreadable
from shopbell.core.sealed_places import count_by_key, seal_anew


@pytest.fixture
def secrets(ada, care):
    """Four secrets sealed with the key of now; returns whether each can be opened."""
    TOTP.activate(ada, "SECRET")
    seed = RecoveryCodes.activate(ada).instance.data["seed"]
    known = {"totp": "SECRET", "recovery_codes": MfaAdapter().decrypt(seed)}
    Mailbox.objects.create(inbox=care, host="imap.example", user="care", secret="s3cret")
    Letter.objects.create(content="[]")

    def opened() -> bool:
        factors = {
            row.type: row.data.get("secret") or row.data["seed"] for row in Authenticator.objects.all()
        }
        return (
            {kind: MfaAdapter().decrypt(sealed) for kind, sealed in factors.items()} == known
            and Mailbox.objects.get().secret == "s3cret"
            and Letter.objects.get().content == "[]"
        )

    return opened


def change_the_key(settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "the next key", [settings.SECRET_KEY]


def test_after_sealing_anew_the_earlier_key_can_go(secrets, settings, monkeypatch):
    monkeypatch.setattr(sealed_places, "BATCH", 1)
    change_the_key(settings)
    assert count_by_key() == {Key.EARLIER: 4}

    assert [seal_anew(), seal_anew()] == [4, 0]

    settings.SECRET_KEY_FALLBACKS = []
    assert count_by_key() == {Key.NOW: 4}
    assert secrets()


def test_what_lies_plain_is_sealed_too(ada):
    Authenticator.objects.create(user=ada, type="totp", data={"secret": "ABCDEFGH", "more": 1})

    assert seal_anew() == 1

    data = Authenticator.objects.get().data
    assert "ABCDEFGH" not in str(data) and data["more"] == 1
    assert MfaAdapter().decrypt(data["secret"]) == "ABCDEFGH"


def test_what_no_key_opens_is_left_as_it_is(secrets, settings):
    earlier, settings.SECRET_KEY = settings.SECRET_KEY, "another"
    assert seal_anew() == 0
    assert isinstance(Mailbox.objects.get().secret, Unreadable)

    settings.SECRET_KEY_FALLBACKS = [earlier]
    assert secrets()


def test_a_secret_that_is_changed_meanwhile_stays_changed(secrets, settings, monkeypatch):
    change_the_key(settings)
    renewed = sealed_places._renewed

    def change_first(sealed):
        Mailbox.objects.update(secret="typed just now")
        return renewed(sealed)

    monkeypatch.setattr(sealed_places, "_renewed", change_first)

    seal_anew()

    assert Mailbox.objects.get().secret == "typed just now"


def test_the_doctor_tells_with_which_key_the_secrets_lie_sealed(secrets, settings):
    assert doctor.seals() == "4 secrets, each sealed with the key of now"
    change_the_key(settings)
    assert doctor.seals().startswith(
        "4 of 4 secrets want to be sealed with the key of now: `bin/shopbell reseal`"
    )
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(doctor.Trouble, match="no key of the desk opens 4 of 4"):
        doctor.seals()


def test_the_command_says_what_it_did_and_what_it_could_not(secrets, settings, monkeypatch, capsys):
    monkeypatch.setattr(reseal, "desk", nullcontext)
    change_the_key(settings)
    assert reseal.perform(Namespace()) == 0
    assert "Secrets sealed anew: 4." in capsys.readouterr().err

    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "lost", []
    assert reseal.perform(Namespace()) == 1
    assert "No key of the desk opens 4 others." in capsys.readouterr().err
