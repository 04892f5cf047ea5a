"""A small demo shop, filled once for all the tests of a module, which leave it as it was."""

import pytest
from django.db import transaction

from shopbell.demo.fill import fill


@pytest.fixture(scope="module")
def opened(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        fill(customers=40, orders=90, tickets=150)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demo(opened, db):
    """The demo shop with forty customers, ninety orders and 150 tickets."""
