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
from tests.places import FolderPlace

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def everywhere(place):
    """Each of these tests runs over each kind of object store."""


def is_there(key: str) -> bool:
    return blob.store().has(key)


def test_what_nobody_names_is_removed_and_what_is_named_stays(place, bo):
    named, unnamed = place.put_long_ago(b"a face"), place.put_long_ago(b"of nobody")
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


def test_drafts_that_a_crash_left_are_removed(folder):
    folder.put_long_ago(b"x")
    draft = blob.folder().path / ".new-crashed"
    draft.write_bytes(b"half")
    long_ago = (timezone.now() - GRACE * 2).timestamp()
    os.utime(draft, (long_ago, long_ago))

    assert sweep_blobs(timezone.now()) == 2
    assert not draft.exists()


def test_what_lies_in_the_folder_still_is_swept_there(bucket):
    key = FolderPlace().put_long_ago(b"of nobody")

    assert sweep_blobs(timezone.now()) == 1
    assert list(blob.folder().list_keys()) == [] and not is_there(key)


@pytest.mark.parametrize("count", [1, 6])
def test_bytes_that_are_put_again_while_nobody_names_them_stay(place, monkeypatch, count):
    """Between the look for names and the removal somebody puts the same bytes: one by one, or many at once."""
    contents = [f"again {number}".encode() for number in range(count)]
    keys = [place.put_long_ago(content) for content in contents]

    def named_keys(asked):
        blob.put_many(contents)
        return set()

    monkeypatch.setattr(blob_sweep, "named_keys", named_keys)

    assert sweep_blobs(timezone.now()) == 0
    assert all(is_there(key) for key in keys)


def test_nobody_puts_between_the_last_look_and_the_removal(place, monkeypatch):
    key, looks = place.put_long_ago(b"at the last moment"), []

    def put():
        try:
            blob.put(b"at the last moment")
        finally:
            connection.close()

    putting = threading.Thread(target=put)
    kind, name = type(place.store), {"Folder": "is_old", "Bucket": "_put_at"}[type(place.store).__name__]
    look = getattr(kind, name)

    def look_and_wait(*args):
        found = look(*args)
        looks.append(found)
        if len(looks) == (2 if name == "is_old" else 1):  # the one with the lock
            putting.start()
            putting.join(0.3)  # long enough to finish, were it not held up
        return found

    monkeypatch.setattr(kind, name, look_and_wait)

    sweep_blobs(timezone.now())
    putting.join()

    assert is_there(key)


def test_whoever_puts_during_a_sweep_finds_the_bytes_afterwards(place, monkeypatch):
    """Two sweeps and two writers at once, again and again: what `put` returned is there."""
    monkeypatch.setattr(blob_sweep, "named_keys", lambda keys: set())
    for number in range(12):
        contents = [f"{number} {part}".encode() for part in range(4)]
        keys = [place.put_long_ago(content) for content in contents]
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
    hashes = {
        "token_hash",
        "secret_hash",
        "fingerprint",
        "ArticleRead.visit",
        "Met.visit",
        "Joining.asked_by",
        "Joining.used_by",
        "OfferTaken.visit",
        "Vote.reader",
    }
    hashes |= {"VirusCheck.key", "Form.form", "Form.backwards"}  # a check keeps no blob; words fit into 64
    unsaid = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_models()
        if model.__module__.startswith("shopbell.")
        for field in model._meta.concrete_fields
        if isinstance(field, CharField) and field.max_length == 64
        if not isinstance(field, BlobKey)
        and hashes.isdisjoint({field.name, f"{model.__name__}.{field.name}"})
    ]

    assert unsaid == []
    assert len(list(blob_columns())) >= 3
