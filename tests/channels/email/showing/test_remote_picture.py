"""Remote pictures come through the desk: guarded, of a true kind, once, and never as a way in."""

import io
import threading
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from shopbell.channels.email.showing import remote_picture
from shopbell.channels.email.showing.picture_address import picture_address
from shopbell.channels.email.showing.remote_picture import RemotePicture, fetch_picture, sweep_pictures
from shopbell.core import blob
from shopbell.core.http.guarded import Answer, CannotReach, NotAllowed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("store")]
ADDRESS = "https://shop.example/lamp.png"


def png(width: int = 4, height: int = 3) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "red").save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def world_outside(monkeypatch):
    """What lies at an address; and which were asked for, how."""

    class World(dict):
        asked: list[tuple] = []

        def ask(self, method, address, **how):
            self.asked.append((method, address, how))
            found = self.get(address, CannotReach("none"))
            if isinstance(found, Exception):
                raise found
            return found

    world = World()
    world.asked = []
    monkeypatch.setattr(remote_picture, "ask", world.ask)
    return world


@pytest.fixture
def message(late_parcel):
    return late_parcel.messages.get()


def test_a_picture_is_fetched_once_and_kept(world_outside):
    world_outside[ADDRESS] = Answer(200, {"Content-Type": "text/html"}, png())

    first, second = fetch_picture(ADDRESS), fetch_picture(ADDRESS)

    assert first.pk == second.pk and len(world_outside.asked) == 1
    assert (first.content_type, blob.get(first.blob)) == ("image/png", png())


def test_it_is_asked_for_without_saying_who_reads(world_outside):
    world_outside[ADDRESS] = Answer(200, {}, png())
    fetch_picture(ADDRESS)

    method, _address, how = world_outside.asked[0]
    assert method == "GET" and how["headers"] == {"Accept": "image/*"}
    assert how["most_bytes"] <= 10_000_000 and not how.get("is_own")


@pytest.mark.parametrize(
    "answer",
    [
        CannotReach("slow"),
        NotAllowed("the host is in a private network"),
        Answer(404, {}, png()),
        Answer(200, {"Content-Type": "image/png"}, b"<html><script>alert(1)</script>"),
        Answer(
            200,
            {"Content-Type": "image/svg+xml"},
            b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        ),
        Answer(200, {}, b""),
        Answer(200, {}, png()[:20]),
    ],
)
def test_what_is_no_picture_is_not_shown_and_not_asked_for_again_at_once(world_outside, answer):
    world_outside[ADDRESS] = answer

    assert fetch_picture(ADDRESS).blob == fetch_picture(ADDRESS).blob == ""
    assert len(world_outside.asked) == 1


def test_one_that_could_not_be_had_is_tried_again_later(world_outside):
    fetch_picture(ADDRESS)
    RemotePicture.objects.update(fetched_at=timezone.now() - timedelta(minutes=11))
    world_outside[ADDRESS] = Answer(200, {}, png())

    assert fetch_picture(ADDRESS).blob


def test_old_ones_are_forgotten(world_outside):
    fetch_picture(ADDRESS)
    now = timezone.now()

    assert sweep_pictures(now) == 0
    assert sweep_pictures(now + timedelta(days=31)) == 1


def test_pictures_of_slow_servers_hold_no_more_than_their_places(world_outside, monkeypatch):
    monkeypatch.setattr(remote_picture, "_places", threading.BoundedSemaphore(1))
    assert remote_picture._places.acquire()

    with pytest.raises(remote_picture.Busy):
        fetch_picture(ADDRESS)
    assert world_outside.asked == []


def test_an_agent_gets_the_picture_from_the_desk(desk, bo, message, world_outside):
    world_outside[ADDRESS] = Answer(200, {"Content-Type": "text/html", "Set-Cookie": "spy=1"}, png())

    answer = desk(bo).get(picture_address(message.pk, ADDRESS))

    assert b"".join(answer.streaming_content) == png()
    assert answer.headers["Content-Type"] == "image/png" and "Set-Cookie" not in answer.headers
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox;")


def test_nobody_can_have_the_desk_fetch_what_it_did_not_sign(desk, bo, message, wrong_size, world_outside):
    signed = picture_address(message.pk, ADDRESS)
    place = reverse("mail-picture", args=[message.pk])

    for address in (
        f"{place}?of=https://10.0.0.1/",
        f"{place}?of={ADDRESS}&key=",
        f"{place}?of={ADDRESS}&key=ä",
        signed.replace("lamp", "lump"),
        signed.replace(f"/{message.pk}/", f"/{message.pk + 1}/"),
        place,
    ):
        assert desk(bo).get(address).status_code == 404
    assert world_outside.asked == []


def test_who_may_not_see_the_ticket_gets_no_picture_of_it(desk, cy, message, world_outside):
    assert desk(cy).get(picture_address(message.pk, ADDRESS)).status_code == 404
    assert world_outside.asked == []


def test_a_picture_that_cannot_be_had_is_not_there(desk, bo, message, world_outside):
    """The page then shows a box of its size with its words (js/console/mail_frame.ts)."""
    answer = desk(bo).get(picture_address(message.pk, ADDRESS))

    assert answer.status_code == 404 and "max-age" in answer.headers["Cache-Control"]


def test_a_busy_desk_says_so(desk, bo, message, monkeypatch):
    monkeypatch.setattr(remote_picture, "_places", threading.BoundedSemaphore(1))
    assert remote_picture._places.acquire()

    answer = desk(bo).get(picture_address(message.pk, ADDRESS))

    assert answer.status_code == 503 and answer.headers["Cache-Control"] == "no-store"
