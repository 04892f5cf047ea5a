import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)

from shopbell.core.sealed import seal


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def test_the_secret_of_an_authenticator_app_lies_sealed_and_works(ada):
    secret = generate_totp_secret()
    TOTP.activate(ada, secret)
    row = Authenticator.objects.get(user=ada)

    assert secret not in str(row.data)
    assert TOTP(row).validate_code(code_of(secret))


def test_a_secret_that_was_kept_plain_still_works(ada):
    secret = generate_totp_secret()
    TOTP.activate(ada, secret)
    row = Authenticator.objects.get(user=ada)
    row.data = {"secret": secret}

    assert TOTP(row).validate_code(code_of(secret))


@pytest.fixture
def sealed_by_a_lost_key(settings):
    """Seal a text with a key that the desk does not have any more."""

    def seal_it(text: str) -> str:
        now, settings.SECRET_KEY = settings.SECRET_KEY, "the key that was lost"
        sealed = seal(text)
        settings.SECRET_KEY = now
        return sealed

    return seal_it


def test_no_code_fits_an_app_whose_secret_cannot_be_opened(ada, sealed_by_a_lost_key):
    secret = generate_totp_secret()
    TOTP.activate(ada, secret)
    row = Authenticator.objects.get(user=ada)
    row.data = {"secret": sealed_by_a_lost_key(secret)}

    for guess in (secret, ""):
        assert not TOTP(row).validate_code(code_of(guess))


def test_no_recovery_code_fits_a_seed_that_cannot_be_opened(ada, sealed_by_a_lost_key):
    known = RecoveryCodes(Authenticator(user=ada, type="recovery_codes", data={"seed": "", "used_mask": 0}))
    lost = {"seed": sealed_by_a_lost_key("a seed"), "used_mask": 0}
    codes = RecoveryCodes(Authenticator(user=ada, type="recovery_codes", data=lost))

    assert known.generate_codes() == known.generate_codes()
    assert not any(codes.validate_code(code) for code in known.generate_codes())
