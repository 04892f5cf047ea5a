import hashlib
import os
import stat
from pathlib import Path

import pytest

from shopbell.core import blob


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    settings.BLOBS = tmp_path / "blobs"
    return settings.BLOBS


def leftovers(store: Path) -> list[Path]:
    return list(store.glob(".new-*"))


def test_what_was_put_is_got_back():
    key = blob.put(b"a photo")

    assert key == hashlib.sha256(b"a photo").hexdigest()
    assert blob.get(key) == b"a photo"
    with blob.open_blob(key) as file:
        assert file.read() == b"a photo"


def test_the_same_bytes_are_kept_once(store):
    assert blob.put(b"twice") == blob.put(b"twice")
    assert len([path for path in store.rglob("*") if path.is_file() and path.name != ".lock"]) == 1


def test_chunks_are_joined_and_counted():
    key, size_bytes = blob.put_chunks(iter([b"one ", b"", b"two"]))

    assert size_bytes == 7
    assert blob.get(key) == b"one two"


def test_a_writer_that_fails_leaves_nothing(store):
    def broken():
        yield b"half"
        raise OSError("the sender went away")

    with pytest.raises(OSError):
        blob.put_chunks(broken())

    assert leftovers(store) == []


def test_a_full_disk_leaves_nothing(store, monkeypatch):
    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(OSError, match="No space"):
        blob.put(b"too much")
    assert leftovers(store) == []


@pytest.mark.parametrize("key", ["", "../../etc/passwd", "A" * 64, "0" * 63, "0" * 63 + "/", "g" * 64])
def test_only_keys_open_files(key):
    with pytest.raises(ValueError):
        blob.path_of(key)


def test_a_key_that_was_never_put_is_missing():
    with pytest.raises(FileNotFoundError):
        blob.get("0" * 64)


def test_nobody_else_may_look(store):
    blob.put(b"private")

    assert stat.S_IMODE(store.stat().st_mode) == 0o700
    assert all(not path.stat().st_mode & 0o077 for path in store.rglob("*"))
