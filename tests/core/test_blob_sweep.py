"""The sweep of the object store, and everybody who is busy with it meanwhile."""

import os
import threading
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import CharField
from django.utils import timezone

from shopbell.core import blob, blob_sweep
from shopbell.core.blob_key import BlobKey, blob_columns
from shopbell.core.blob_sweep import GRACE, sweep_blobs
from shopbell.tickets.attachment import keep_attachment, sweep_unsent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    settings.BLOBS = tmp_path / "blobs"
    return settings.BLOBS


def age(path) -> None:
    long_ago = (timezone.now() - GRACE * 2).timestamp()
    os.utime(path, (long_ago, long_ago))


def old(content: bytes) -> str:
    """The key of `content`, which was put long ago."""
    key = blob.put(content)
    age(blob.path_of(key))
    return key


def is_there(key: str) -> bool:
    return blob.path_of(key).exists()


def test_what_nobody_names_is_removed_and_what_is_named_stays(bo):
    named, unnamed = old(b"a face"), old(b"of nobody")
    bo.photo = named
    bo.save()

    assert sweep_blobs(timezone.now()) == 1
    assert is_there(named) and not is_there(unnamed)
    assert sweep_blobs(timezone.now()) == 0


def test_an_upload_that_was_never_sent_leaves_its_bytes_too():
    file = keep_attachment([b"never sent"], name="a.txt", uploaded_by="agent-1")
    later = timezone.now() + timedelta(days=3)

    sweep_unsent(later)

    assert sweep_blobs(later) == 1
    assert not is_there(file.blob)


def test_bytes_whose_row_is_not_committed_yet_are_left_alone():
    key = blob.put(b"on its way")

    assert sweep_blobs(timezone.now()) == 0
    assert is_there(key)


def test_drafts_that_a_crash_left_are_removed(store):
    old(b"x")
    draft = store / ".new-crashed"
    draft.write_bytes(b"half")
    age(draft)

    assert sweep_blobs(timezone.now()) == 2
    assert not draft.exists()


@pytest.mark.parametrize("count", [1, 6])
def test_bytes_that_are_put_again_while_nobody_names_them_stay(monkeypatch, count):
    """Between the look for names and the removal somebody puts the same bytes: one by one, or many at once."""
    contents = [f"again {number}".encode() for number in range(count)]
    keys = [old(content) for content in contents]

    def named_keys(asked):
        blob.put_many(contents)
        return set()

    monkeypatch.setattr(blob_sweep, "named_keys", named_keys)

    assert sweep_blobs(timezone.now()) == 0
    assert all(is_there(key) for key in keys)


def test_nobody_puts_between_the_last_look_and_the_removal(monkeypatch):
    key, putting = old(b"at the last moment"), []
    look = blob_sweep._is_old

    def look_and_wait(path, cutoff):
        is_old = look(path, cutoff)
        if is_old and not putting:
            return is_old  # the first look, without the lock
        putting[0].start()
        putting[0].join(0.2)  # long enough to finish, were it not held up
        return is_old

    def named_keys(keys):
        putting.append(threading.Thread(target=blob.put, args=[b"at the last moment"]))
        return set()

    monkeypatch.setattr(blob_sweep, "_is_old", look_and_wait)
    monkeypatch.setattr(blob_sweep, "named_keys", named_keys)

    sweep_blobs(timezone.now())
    putting[0].join()

    assert is_there(key)


def test_whoever_puts_during_a_sweep_finds_the_bytes_afterwards(monkeypatch):
    """Two sweeps and two writers at once, again and again: what `put` returned is there."""
    monkeypatch.setattr(blob_sweep, "named_keys", lambda keys: set())
    for number in range(30):
        contents = [f"{number} {part}".encode() for part in range(4)]
        keys = [old(content) for content in contents]
        gate = threading.Barrier(4)

        def at_once(act, *args, gate=gate):
            gate.wait()
            try:
                act(*args)
            finally:
                connection.close()

        acts = [(sweep_blobs, timezone.now())] * 2 + [(blob.put_many, contents), (blob.put, contents[0])]
        threads = [threading.Thread(target=at_once, args=act) for act in acts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert all(is_there(key) for key in keys)


def test_every_column_that_keeps_a_key_says_so():
    """A column of 64 characters is a key of a blob, or a hash that is known here not to be one."""
    hashes = {"token_hash", "fingerprint"}
    unsaid = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_models()
        if model.__module__.startswith("shopbell.")
        for field in model._meta.concrete_fields
        if isinstance(field, CharField) and field.max_length == 64
        if not isinstance(field, BlobKey) and field.name not in hashes
    ]

    assert unsaid == []
    assert len(list(blob_columns())) >= 3
