import pytest
from django.test import RequestFactory

from shopbell.core import blob
from shopbell.core.download import file_response, media_response


@pytest.fixture(autouse=True)
def everywhere(place):
    """Each of these tests runs over each kind of object store."""


def answer(content_type: str, **options):
    return file_response(
        blob.put(b"bytes"), name=options.pop("name", "file"), content_type=content_type, **options
    )


def test_a_picture_is_shown_in_place():
    response = answer("image/png", name="lamp.png")

    assert response.headers["Content-Type"] == "image/png"
    assert response.headers["Content-Disposition"].startswith("inline")
    assert b"".join(response.streaming_content) == b"bytes"
    assert response.headers["Content-Length"] == "5"


@pytest.mark.parametrize(
    "content_type",
    ["text/html", "image/svg+xml", "application/pdf", "text/plain", "application/xml", "made/up", ""],
)
def test_everything_else_is_only_downloaded(content_type):
    response = answer(content_type)

    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["Content-Disposition"].startswith("attachment")


def test_a_picture_is_downloaded_when_asked():
    assert answer("image/png", as_download=True).headers["Content-Disposition"].startswith("attachment")


def test_whatever_it_is_it_runs_in_a_sandbox():
    response = answer("image/png")

    assert response.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.parametrize(
    "name", ["ümläut 文.png", 'quo"te.png', "new\nline.png", "a;b=c.png", "…" * 60, "..", ""]
)
def test_no_name_breaks_out_of_its_header(name):
    disposition = answer("image/png", name=name).headers.get("Content-Disposition", "")

    assert "\n" not in disposition and "\r" not in disposition


def test_a_missing_file_is_missing():
    with pytest.raises(FileNotFoundError):
        file_response("0" * 64, name="x", content_type="image/png")


def played(asked: str, content: bytes = b"0123456789"):
    request = RequestFactory().get("/film.mp4", headers={"Range": asked} if asked else {})
    return media_response(request, blob.put(content), name="film.mp4", content_type="video/mp4")


@pytest.mark.parametrize(
    ("asked", "part", "said"),
    [
        ("bytes=0-", b"0123456789", "bytes 0-9/10"),
        ("bytes=2-4", b"234", "bytes 2-4/10"),
        ("bytes=7-900", b"789", "bytes 7-9/10"),
    ],
)
def test_a_player_gets_the_part_of_a_film_that_it_asks_for(asked, part, said):
    response = played(asked)

    assert (response.status_code, response.content) == (206, part)
    assert response.headers["Content-Range"] == said
    assert response.headers["Content-Type"] == "video/mp4"


@pytest.mark.parametrize("asked", ["bytes=10-", "bytes=4-2"])
def test_behind_the_end_of_a_film_is_nothing(asked):
    response = played(asked)

    assert response.status_code == 416
    assert response.headers["Content-Range"] == "bytes */10"


@pytest.mark.parametrize("asked", ["", "bytes=-3", "bytes=0-1,3-4", "lines=1-2"])
def test_whoever_asks_in_another_way_gets_all_of_it(asked):
    response = played(asked)

    assert response.status_code == 200
    assert b"".join(response.streaming_content) == b"0123456789"
    assert response.headers["Accept-Ranges"] == "bytes"
