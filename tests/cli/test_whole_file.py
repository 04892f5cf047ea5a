"""A file that appears whole or not at all."""

import errno
import os

import pytest

from shopbell.cli.whole_file import whole_file
from shopbell.core.embedded_postgres import CannotStart


def test_it_has_its_name_only_when_it_is_whole(tmp_path):
    target = tmp_path / "tickets.jsonl"
    with whole_file(target, "export") as fresh:
        fresh.write_text("all of it")
        assert not target.exists()

    assert target.read_text() == "all of it" and target.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [target]


def test_what_breaks_on_the_way_leaves_nothing(tmp_path):
    with pytest.raises(ZeroDivisionError), whole_file(tmp_path / "tickets.jsonl", "export") as fresh:
        fresh.write_text("a half")
        1 / 0

    assert list(tmp_path.iterdir()) == []


def test_a_file_that_comes_meanwhile_is_left_alone(tmp_path):
    target = tmp_path / "tickets.jsonl"
    with pytest.raises(CannotStart, match="exists already"), whole_file(target, "export") as fresh:
        fresh.write_text("ours")
        target.write_text("precious")

    assert target.read_text() == "precious" and list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (errno.ENOSPC, "The disk of .* is full: no export was made."),
        (errno.EDQUOT, "The disk of .* is full: no export was made."),
        (errno.EACCES, "is closed to us"),
        (errno.ENOENT, "went away meanwhile: no export was made."),
    ],
)
def test_what_the_file_system_refuses_is_a_sentence_about_this_file(tmp_path, number, sentence):
    with pytest.raises(CannotStart, match=sentence), whole_file(tmp_path / "tickets.jsonl", "export"):
        raise OSError(number, os.strerror(number), "some/file")
