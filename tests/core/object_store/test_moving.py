"""Moving a desk's files from the folder into a bucket, and back."""

import pytest

from shopbell.core import blob
from shopbell.core.object_store.moving import bring, move
from shopbell.core.object_store.store import Damaged


@pytest.fixture
def keys(bucket) -> list[str]:
    """Files that were kept in the folder before the bucket was named: many small ones, and a large one."""
    contents = [f"mail {number}".encode() for number in range(70)] + [b"x" * 1_500_000]
    return sorted(blob.folder().put_many(contents))


def test_every_file_is_moved_and_the_folder_is_empty(bucket, keys):
    assert sorted(move(blob.folder(), bucket.store)) == keys

    assert sorted(bucket.store.list_keys()) == keys
    assert list(blob.folder().list_keys()) == []
    assert len(blob.get(max(keys, key=lambda key: len(blob.get(key))))) == 1_500_000


def test_a_move_that_is_broken_off_loses_nothing_and_goes_on(bucket, keys):
    moving = move(blob.folder(), bucket.store)
    for _ in range(40):
        next(moving)
    moving.close()

    assert {key for store in blob.stores() for key in store.list_keys()} == set(keys)
    assert all(blob.get(key) for key in keys)

    list(move(blob.folder(), bucket.store))
    assert sorted(bucket.store.list_keys()) == keys
    assert list(blob.folder().list_keys()) == []


def test_the_same_way_leads_back(bucket, keys):
    list(move(blob.folder(), bucket.store))

    list(move(bucket.store, blob.folder()))

    assert sorted(blob.folder().list_keys()) == keys
    assert bucket.count() == 0


def test_a_damaged_file_stays_where_it_is(bucket, keys):
    blob.folder().path_of(keys[0]).write_bytes(b"other bytes")

    with pytest.raises(Damaged):
        list(move(blob.folder(), bucket.store))
    assert keys[0] in set(blob.folder().list_keys())


def test_bytes_that_are_not_those_of_their_key_are_refused(bucket, tmp_path):
    (tmp_path / "file").write_bytes(b"other bytes")

    with pytest.raises(Damaged):
        list(bring(bucket.store, [("0" * 64, (tmp_path / "file").open("rb"), 11)]))
