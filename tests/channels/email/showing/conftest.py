import pytest


@pytest.fixture
def store(settings, tmp_path):
    """Files are kept in a folder of the test's own."""
    settings.BLOBS = tmp_path
