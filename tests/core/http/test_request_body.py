"""Bodies taken in, from a line that does what it likes."""

import asyncio
import io
import tracemalloc

import pytest

from shopbell.core.http import request_body
from shopbell.core.http.request_body import BodyRefused, Cellar, Gone, take_in

MEGABYTE = 1 << 20


@pytest.fixture
def cellar(tmp_path):
    return Cellar(
        tmp_path,
        max_bytes=3 * MEGABYTE,
        room_bytes=4 * MEGABYTE,
        share_bytes=3 * MEGABYTE,
        memory_bytes=MEGABYTE,
    )


def is_empty(cellar) -> bool:
    return (cellar.free_bytes, cellar.free_memory_bytes, cellar._taken) == (4 * MEGABYTE, MEGABYTE, {})


def line(*pieces: bytes, then="end"):
    """What `receive` of a request gives: the pieces, then the end, a hang-up, or silence."""
    waiting = list(pieces)

    async def receive():
        if waiting:
            piece = waiting.pop(0)
            return {"type": "http.request", "body": piece, "more_body": bool(waiting) or then != "end"}
        if then == "silence":
            await asyncio.sleep(3600)
        return {"type": "http.disconnect"}

    return receive


def taken(cellar, *pieces, then="end", declared_bytes=0, whose=""):
    async def take():
        return await take_in(
            line(*pieces, then=then), cellar, declared_bytes=declared_bytes, whose=lambda: whose
        )

    return asyncio.run(take())


@pytest.mark.parametrize("size", [0, 1, request_body.IN_MEMORY_BYTES, 3 * MEGABYTE])
def test_a_body_arrives_as_it_was_sent_and_gives_its_room_back(cellar, size):
    sent = bytes(range(256)) * (size // 256) + b"x" * (size % 256)
    pieces = [sent[at : at + 100_000] for at in range(0, size, 100_000)] or [b""]

    body = taken(cellar, *pieces)

    assert (body.file.read(), body.size_bytes) == (sent, size)
    body.close()
    assert is_empty(cellar)


def test_a_large_body_does_not_lie_in_memory(cellar):
    pieces = [bytes(64 * 1024) for _ in range(40)]
    tracemalloc.start()
    body = taken(cellar, *pieces)
    grown = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert grown < MEGABYTE
    body.close()


def test_what_is_announced_as_too_large_is_not_even_listened_to(cellar):
    async def never():
        raise AssertionError("it was read")

    with pytest.raises(BodyRefused, match="larger than 2 MB") as refused:
        asyncio.run(take_in(never, cellar, declared_bytes=3 * MEGABYTE + 1, whose=str))
    assert refused.value.status == 413


def test_an_endless_body_ends_at_the_limit(cellar):
    with pytest.raises(BodyRefused) as refused:
        taken(cellar, *[bytes(MEGABYTE)] * 9)

    assert refused.value.status == 413
    assert is_empty(cellar)


@pytest.mark.parametrize("name", ["SILENCE_SECONDS", "GRACE_SECONDS"])
def test_a_body_that_does_not_go_on_is_given_up(cellar, monkeypatch, name):
    monkeypatch.setattr(request_body, name, 0.05)

    with pytest.raises(BodyRefused) as refused:
        taken(cellar, b"a", then="silence")
    assert refused.value.status == 408


def test_a_person_who_hangs_up_leaves_nothing(cellar):
    with pytest.raises(Gone):
        taken(cellar, bytes(2 * MEGABYTE), then="hang-up")

    assert is_empty(cellar)


def test_many_large_bodies_at_once_are_asked_to_come_later(cellar):
    first = taken(cellar, bytes(3 * MEGABYTE))

    with pytest.raises(BodyRefused, match="at once") as refused:
        taken(cellar, bytes(2 * MEGABYTE))
    assert refused.value.status == 503
    assert taken(cellar, b"a small one").size_bytes == 11
    first.close()
    taken(cellar, bytes(2 * MEGABYTE)).close()


def test_a_full_disk_is_said_in_a_sentence(cellar, tmp_path):
    cellar.folder = tmp_path / "gone"

    with pytest.raises(BodyRefused, match="no room") as refused:
        taken(cellar, bytes(MEGABYTE))
    assert refused.value.status == 507
    assert is_empty(cellar)


def test_nobody_at_one_address_takes_all_the_room(cellar):
    first = taken(cellar, bytes(2 * MEGABYTE), whose="203.0.114.9")

    with pytest.raises(BodyRefused, match="at once") as refused:
        taken(cellar, bytes(2 * MEGABYTE), whose="203.0.114.9")
    assert refused.value.status == 503
    other = taken(cellar, bytes(2 * MEGABYTE), whose="203.0.114.10")
    for body in (first, other):
        body.close()
    taken(cellar, bytes(2 * MEGABYTE), whose="203.0.114.9").close()
    assert is_empty(cellar)


def test_small_bodies_that_find_no_room_in_memory_lie_on_the_disk(cellar):
    small = bytes(200 * 1024)
    bodies = [taken(cellar, small, whose="203.0.114.9") for _ in range(8)]

    assert cellar.free_memory_bytes >= 0
    assert [isinstance(body.file, io.BytesIO) for body in bodies] == [True] * 5 + [False] * 3
    assert all(body.file.read() == small for body in bodies)
    for body in bodies:
        body.close()
    assert is_empty(cellar)


def test_a_small_body_is_asked_nothing_about_where_it_comes_from(cellar):
    async def take():
        return await take_in(line(b"small"), cellar, declared_bytes=5, whose=None)

    assert asyncio.run(take()).size_bytes == 5
