"""Secrets at rest: what the database holds, and what a changed key does."""

import pytest

from shopbell.core.sealed import CannotOpen, seal, unseal


def test_what_is_sealed_can_be_read_by_this_desk_only(settings):
    sealed = seal("pässword")

    assert "pässword" not in sealed
    assert sealed != seal("pässword")
    assert unseal(sealed) == "pässword"
    settings.SECRET_KEY = "another"
    with pytest.raises(CannotOpen):
        unseal(sealed)


def test_what_an_earlier_key_sealed_is_still_read(settings):
    settings.SECRET_KEY = "first"
    sealed = seal("password")

    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "second", ["first"]
    assert unseal(sealed) == "password"
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(CannotOpen):
        unseal(sealed)
    assert unseal(seal("new")) == "new"


@pytest.mark.parametrize("text", ["", "plain", "gAAAAA", "ü", "\0"])
def test_what_was_never_sealed_is_not_opened(text):
    with pytest.raises(CannotOpen):
        unseal(text)
