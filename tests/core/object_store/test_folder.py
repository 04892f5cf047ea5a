"""What is the folder's alone: drafts, a full disk, and who may look."""

import os
import stat

import pytest

from shopbell.core import blob


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    settings.BLOBS = tmp_path / "blobs"
    return settings.BLOBS


def test_a_full_disk_leaves_nothing(store, monkeypatch):
    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(OSError, match="No space"):
        blob.put(b"too much")
    assert list(store.glob(".new-*")) == []


def test_nobody_else_may_look(store):
    blob.put(b"private")

    assert stat.S_IMODE(store.stat().st_mode) == 0o700
    assert all(not path.stat().st_mode & 0o077 for path in store.rglob("*"))
