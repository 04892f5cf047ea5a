from importlib import import_module

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
from django.db import connection

from shopbell.accounts.second_factor import MfaAdapter
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


def test_secrets_of_before_are_sealed_by_the_migration_and_opened_by_its_way_back(ada, bo, monkeypatch):
    migration = import_module("shopbell.accounts.migrations.0004_seal_second_factors")
    monkeypatch.setattr(migration, "BATCH", 1)
    kinds = [(ada, "totp", {"secret": "ABCD"}), (ada, "recovery_codes", {"seed": "12ef", "used_mask": 3}),
             (bo, "totp", {"secret": "EFGH"}), (bo, "webauthn", {"name": "Key"})]  # fmt: skip
    rows = [Authenticator.objects.create(user=user, type=kind, data=data) for user, kind, data in kinds]
    plain = [row.data for row in rows]

    def in_the_database():
        return list(Authenticator.objects.order_by("pk").values_list("data", flat=True))

    with connection.schema_editor() as editor:
        migration.seal_all(None, editor)
        sealed = in_the_database()
        migration.seal_all(None, editor)
        assert in_the_database() == sealed
        migration.unseal_all(None, editor)

    assert MfaAdapter().decrypt(sealed[0]["secret"]) == "ABCD"
    assert not any(secret in str(sealed) for secret in ("ABCD", "12ef", "EFGH"))
    assert (sealed[1]["used_mask"], sealed[3]) == (3, {"name": "Key"})
    assert in_the_database() == plain


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
