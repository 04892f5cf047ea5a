"""Every kind of object store keeps the same promises."""

import hashlib
import os

import pytest

from shopbell.core import blob
from shopbell.core.object_store.store import Missing, Store
from tests.places import PLACES


def test_every_kind_of_store_passes_these_tests():
    import shopbell.core.object_store.bucket  # noqa: F401 (imported late by the desk)

    assert sorted(kind.__name__.lower() for kind in Store.__subclasses__()) == sorted(PLACES)


def test_what_was_put_is_got_back(place):
    key = blob.put(b"a photo")

    assert key == hashlib.sha256(b"a photo").hexdigest()
    assert blob.get(key) == b"a photo"
    with blob.open_blob(key) as file:
        assert (blob.size_of(file), file.read()) == (7, b"a photo")
    assert place.store.has(key)


def test_the_same_bytes_are_kept_once(place):
    assert blob.put(b"twice") == blob.put(b"twice")
    assert place.count() == 1


def test_many_are_kept_at_once_and_their_keys_come_in_order(place):
    contents = [f"mail {number % 20}".encode() for number in range(25)]

    keys = blob.put_many(contents)

    assert [blob.get(key) for key in keys] == contents
    assert sorted(place.store.list_keys()) == sorted(set(keys))
    assert place.count() == 20


def test_chunks_are_joined_and_counted(place):
    key, size_bytes = blob.put_chunks(iter([b"one ", b"", b"two"]))

    assert size_bytes == 7
    assert blob.get(key) == b"one two"


def test_nothing_at_all_can_be_kept_too(place):
    assert blob.get(blob.put(b"")) == b""


def test_a_large_file_goes_in_and_out_piece_by_piece(place):
    pieces = [os.urandom(1024 * 1024) for _ in range(20)]

    key, size_bytes = blob.put_chunks(iter(pieces))
    digest = hashlib.sha256()
    with blob.open_blob(key) as file:
        assert blob.size_of(file) == size_bytes == 20 * 1024 * 1024
        while piece := file.read(blob.CHUNK):
            digest.update(piece)

    assert digest.hexdigest() == key
    assert blob.put_chunks(iter(pieces)) == (key, size_bytes)
    assert place.count() == 1


def test_a_writer_that_fails_leaves_nothing(place):
    def broken():
        yield b"half"
        raise OSError("the sender went away")

    with pytest.raises(OSError, match="the sender went away"):
        blob.put_chunks(broken())

    assert place.count() == 0


@pytest.mark.parametrize(
    "key", ["", "../../etc/passwd", "A" * 64, "0" * 63, "0" * 63 + "/", "g" * 64, "0" * 65]
)
def test_only_keys_open_anything(place, key):
    with pytest.raises(ValueError):
        blob.get(key)


def test_a_key_that_was_never_put_is_missing_in_a_sentence(place):
    with pytest.raises(blob.Missing, match=f"^The stored file {'0' * 64} is not in .*(blobs|shop/files)[.]$"):
        blob.get("0" * 64)
    assert not place.store.has("0" * 64)


def test_bytes_that_changed_in_the_store_are_never_taken_for_those_that_were_kept(place):
    key = blob.put(b"what the customer sent")
    place.spoil(key, b"what came of the disk!")

    with pytest.raises(blob.Damaged, match=f"^The stored file {key} in .* is damaged"):
        blob.get(key)


def test_a_store_that_does_well_says_where_it_is_and_keeps_nothing_of_the_look(place):
    assert str(place.store) in place.store.look()
    assert place.count() == 0


def test_a_part_is_read_without_the_rest(place):
    key = place.store.put_many([b"0123456789"])[0]

    assert place.store.part(key, 3, 4) == (b"3456", 10)
    assert place.store.part(key, 8, 40) == (b"89", 10)
    assert place.store.part(key, 10, 1) == (b"", 10)
    with pytest.raises(Missing):
        place.store.part("0" * 64, 0, 1)
