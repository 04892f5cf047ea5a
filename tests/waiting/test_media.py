"""What a shop shows to those who wait: told by its bytes, handed out harmless, in parts where a player asks so."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from shopbell.core import blob
from shopbell.core.models import VirusCheck
from shopbell.waiting.models import Medium
from tests.journeys.chat.shopping import picture

pytestmark = pytest.mark.requirement("R32", "R14")
MP4 = b"\0\0\0\x18ftypmp42" + b"film" * 500
MP3 = b"ID3\x04" + b"tune" * 500
VTT = b"WEBVTT\n\n00:00.000 --> 00:02.000\nA lamp is lit.\n"
GIVEN = {
    "kind": "picture",
    "title": "Our lamps",
    "description": "A lamp on a desk",
    "position": "0",
    "is_on": "on",
}


def upload(client, content, name="lamp.png", **given):
    files = {"upload": SimpleUploadedFile(name, content)} if content is not None else {}
    return client.post("/desk/settings/media/new/", GIVEN | files | given)


@pytest.fixture
def admin(desk, root):
    return desk(root)


@pytest.fixture
def film(admin):
    upload(admin, MP4, "film.mp4", kind="film", subtitles=SimpleUploadedFile("film.vtt", VTT))
    return Medium.objects.get()


def test_a_picture_is_drawn_anew_and_shown(admin, client, waiting):
    assert upload(admin, picture()).status_code == 302

    shown = waiting.get("meanwhile", chat=waiting.chat).json()["media"][0]
    answer = client.get(shown["src"])
    assert (shown["kind"], shown["description"]) == ("picture", "A lamp on a desk")
    assert answer.headers["Content-Type"] == "image/webp"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("kind", "content", "name", "content_type"),
    [
        ("film", MP4, "film.mp4", "video/mp4"),
        ("sound", MP3, "a.mp3", "audio/mpeg"),
        ("sound", b"OggS" + b"x" * 99, "a", "audio/ogg"),
    ],
)
def test_films_and_sounds_are_kept_as_what_they_are(admin, client, kind, content, name, content_type):
    upload(admin, content, name, kind=kind)

    medium = Medium.objects.get()
    answer = client.get(medium.address_of(medium.file))
    assert medium.content_type == answer.headers["Content-Type"] == content_type
    assert b"".join(answer.streaming_content) == content


@pytest.mark.parametrize(
    ("kind", "content", "name"),
    [
        ("film", b"<html><script>alert(1)</script></html>", "film.mp4"),
        ("film", b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "film.webm"),
        ("film", MP3, "film.mp4"),
        ("sound", MP4, "tune.mp3"),
        ("sound", b"MZ\x90", "tune.mp3"),
        ("picture", b"<svg onload='x()'/>", "lamp.png"),
        ("picture", MP4, "lamp.png"),
        ("text", MP4, "text.txt"),
    ],
)
def test_what_is_something_else_is_refused_whatever_it_is_called(admin, kind, content, name):
    assert upload(admin, content, name, kind=kind, text="Look.").status_code == 422
    assert not Medium.objects.exists()


def test_captions_are_captions(admin):
    wrong = SimpleUploadedFile("film.vtt", b"<script>alert(1)</script>")

    answer = upload(admin, MP4, "film.mp4", kind="film", subtitles=wrong)

    assert "no captions" in answer.content.decode()


def test_captions_are_handed_out_as_such(film, client):
    answer = client.get(film.address_of(film.captions))

    assert answer.headers["Content-Type"] == "text/vtt"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("lacks", "said"), [({"description": ""}, "not everybody sees or hears it"), ({"title": ""}, "required")]
)
def test_nothing_is_shown_that_some_cannot_perceive(admin, lacks, said):
    assert said in upload(admin, MP4, "film.mp4", kind="film", **lacks).content.decode()


def test_a_film_without_its_file_is_refused(admin):
    assert "Choose the file" in upload(admin, None, kind="film").content.decode()


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "ftp://shop.example/x"])
def test_a_link_leads_to_a_page(admin, link):
    assert upload(admin, picture(), link=link).status_code == 422


@pytest.mark.parametrize(
    ("asked", "status", "content"),
    [
        ("bytes=0-3", 206, MP4[:4]),
        ("bytes=5-", 206, MP4[5:]),
        (f"bytes=0-{10**14}", 206, MP4),
        (f"bytes={len(MP4)}-", 416, b""),
        ("bytes=9-2", 416, b""),
    ],
)
def test_a_player_gets_the_part_that_it_asks_for(film, client, asked, status, content):
    answer = client.get(film.address_of(film.file), headers={"Range": asked})

    assert (answer.status_code, answer.content) == (status, content)


@pytest.mark.parametrize("asked", ["bytes=-5", "bytes=0-1,4-5", "lines=1-2", "bytes=x"])
def test_whoever_asks_for_parts_in_another_way_gets_all(film, client, asked):
    answer = client.get(film.address_of(film.file), headers={"Range": asked})

    assert (answer.status_code, b"".join(answer.streaming_content)) == (200, MP4)


def test_only_its_own_files_are_handed_out(film, client, db):
    secret = blob.put(b"of somebody else")

    assert client.get(film.address_of(secret)).status_code == 404
    assert client.get(f"/chat/media/{2**70}/{film.file}").status_code == 404
    assert client.get(f"/chat/media/{film.pk + 1}/{film.file}").status_code == 404


def test_what_has_a_virus_is_handed_out_to_nobody(film, client):
    VirusCheck.objects.create(pk=film.file, state="infected", virus="Eicar")

    assert client.get(film.address_of(film.file)).status_code == 404


def test_it_is_told_in_the_readers_language(db):
    lamps = Medium(
        title="Lamps", description="A lamp", text="Buy one.", translations={"de": "Lampen\n\nKauf eine."}
    )

    with translation.override("de"):
        told = lamps.told()

    assert (told["title"], told["description"], told["text"]) == ("Lampen", "A lamp", "Kauf eine.")


def test_changing_the_words_keeps_the_file(film, admin):
    key = film.file

    given = GIVEN | {"kind": "film", "title": "New words", "in_de": "Neue Worte"}
    assert admin.post(f"/desk/settings/media/{film.pk}/", given).status_code == 302

    film.refresh_from_db()
    assert (film.title, film.file, film.translations) == ("New words", key, {"de": "Neue Worte"})


def change(admin, film, **given):
    words = GIVEN | {"kind": "film", "title": "New words"} | given
    assert admin.post(f"/desk/settings/media/{film.pk}/", words).status_code == 302
    film.refresh_from_db()


def test_captions_and_the_still_picture_can_be_taken_off(film, admin):
    change(admin, film, still=SimpleUploadedFile("a.png", picture()))
    assert film.poster and film.captions

    change(admin, film, no_subtitles="on")
    assert film.poster and not film.captions

    change(admin, film, no_still="on")
    assert not film.poster and film.file


def test_another_film_has_no_captions_of_the_one_before(film, admin):
    change(admin, film, upload=SimpleUploadedFile("b.mp4", MP4 + b"x"))
    assert film.captions == ""

    given = {"upload": SimpleUploadedFile("c.mp4", MP4), "subtitles": SimpleUploadedFile("c.vtt", VTT)}
    change(admin, film, **given)
    assert film.captions
