from allauth.mfa.models import Authenticator
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


def test_a_secret_of_a_lost_key_lets_nobody_in(ada, settings):
    secret = generate_totp_secret()
    settings.SECRET_KEY = "another"
    sealed = seal(secret)
    settings.SECRET_KEY = "the one of today"
    TOTP.activate(ada, secret)
    row = Authenticator.objects.get(user=ada)
    row.data = {"secret": sealed}

    assert not TOTP(row).validate_code(code_of(secret))
