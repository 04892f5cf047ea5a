"""What the tests of tickets share: a store of files of their own, and asking as a screen asks."""

import pytest

FRAGMENT = {"headers": {"HX-Request": "true"}}


@pytest.fixture
def store(settings, tmp_path):
    """Files are kept in a folder of the test's own."""
    settings.BLOBS = tmp_path


def post(client, ticket, what, **data):
    return client.post(f"/desk/tickets/{ticket.pk}/{what}/", data, **FRAGMENT)
