"""Somebody whom the tests of erasing erase."""

import pytest

from shopbell.customers.customer import claim_identity
from tests.cast import customer
from tests.customers.erased import NAME, PHONE


@pytest.fixture
def store(settings, tmp_path):
    """A store of files of the test's own."""
    settings.BLOBS = tmp_path


@pytest.fixture
def quillon(store, db):
    person = customer(NAME)
    claim_identity(person, "phone", PHONE, source="agent")
    return person
