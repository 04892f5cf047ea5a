import pytest
from django.utils import translation

from shopbell.core.file_size import filesize


@pytest.mark.parametrize(
    ("size_bytes", "said"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1 kB"),
        (4600, "4.6 kB"),
        (123_456, "123 kB"),
        (999_999, "1 MB"),
        (25_000_000, "25 MB"),
        (3_200_000_000, "3.2 GB"),
    ],
)
def test_sizes_are_short(size_bytes, said):
    assert filesize(size_bytes) == said


def test_sizes_are_written_as_the_reader_writes_numbers():
    with translation.override("de"):
        assert filesize(4600) == "4,6 kB"
