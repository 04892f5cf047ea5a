import pytest

from shopbell.core import blob
from shopbell.core.download import file_response


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
